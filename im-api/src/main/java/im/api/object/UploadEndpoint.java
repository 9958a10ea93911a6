package im.api.object;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import im.api.edge.Endpoint;
import im.api.edge.Reply;
import im.api.route.RpcEndpoint;
import im.api.route.RpcMethods.RpcMethod;
import im.common.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/// A call that gives an object its address: this server, as the client reached it, says where that
/// is, whatever the body says (`reference/rest-api.md` 4.8).
public final class UploadEndpoint implements Endpoint {
  private final RpcEndpoint call;
  private final FieldDescriptor prefix;

  private UploadEndpoint(RpcEndpoint call, FieldDescriptor prefix) {
    this.call = call;
    this.prefix = prefix;
  }

  /// The endpoint of `method`: this one if its request says where objects are found, else `call`
  /// itself.
  public static Endpoint of(RpcMethod method, RpcEndpoint call) {
    @Nullable FieldDescriptor prefix =
        method.emptyRequest().getDescriptorForType().findFieldByName("urlPrefix");
    return prefix == null ? call : new UploadEndpoint(call, prefix);
  }

  @Override
  public Reply handle(HttpRequest request) {
    Message.Builder body = call.read(request);
    body.setField(prefix, urlPrefix(request));
    return call.answer(body.build());
  }

  private static String urlPrefix(HttpRequest request) {
    String base = request.header("X-Request-Api");
    if (base.isEmpty()) {
      base = "http://" + request.header("Host");
    }
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + ObjectRedirect.PATH;
  }
}
