package im.api.object;

import im.api.edge.Endpoint;
import im.api.edge.Reply;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.http.HttpRequest;
import im.common.http.HttpResponse;
import im.proto.third.AccessURLReq;
import im.proto.third.thirdGrpc.thirdBlockingStub;
import java.util.UUID;

/// `GET /object/<name>`: sends whoever has the address of an object on to where the store gives it.
/// Needs no token; a failure is plain text (`reference/rest-api.md` 4.8).
public final class ObjectRedirect implements Endpoint {
  /// What the public path of every object begins with.
  public static final String PATH = "/object/";

  private final thirdBlockingStub third;

  /// Asks `third` where objects are.
  public ObjectRedirect(thirdBlockingStub third) {
    this.third = third;
  }

  @Override
  public Reply handle(HttpRequest request) {
    AccessURLReq.Builder asked =
        AccessURLReq.newBuilder().setName(request.path().substring(PATH.length()));
    request.parameters().forEach((key, values) -> asked.putQuery(key, values.getFirst()));
    String operationID = request.parameter("operationID");
    try {
      String url =
          RequestContext.of(operationID.isEmpty() ? UUID.randomUUID().toString() : operationID, "")
              .call(() -> third.accessURL(asked.build()))
              .getUrl();
      return Reply.plain(HttpResponse.empty(302).with("Location", url));
    } catch (RuntimeException e) {
      ImException error = ErrorTable.of(e);
      return Reply.plain(HttpResponse.text(status(error), error.code() + " " + error.text()));
    }
  }

  private static int status(ImException error) {
    if (error.is(ErrorCode.ARGS)) {
      return 400;
    }
    return error.is(ErrorCode.RECORD_NOT_FOUND) ? 404 : 500;
  }
}
