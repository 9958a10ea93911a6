package im.msggateway.dispatch;

import com.google.protobuf.ByteString;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.msggateway.codec.Request;
import im.msggateway.codec.Response;
import im.msggateway.session.Login;
import im.msggateway.session.RequestHandler;
import im.msggateway.session.Session;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Handles requests: finds what their number means, runs it as the user of the connection, and
/// turns a failure into a reply with code and text, never with more (`reference/ws-protocol.md`
/// 4.1).
public final class Dispatcher implements RequestHandler {
  private final Map<Integer, Operation> operations;
  private final Map<Integer, Timer> timers = new HashMap<>();

  /// Handles what is in `operations`; the time each takes is kept in `meters`.
  public Dispatcher(Operations operations, MeterRegistry meters) {
    this.operations = operations.table();
    for (int number : this.operations.keySet()) {
      timers.put(
          number,
          Timer.builder("gateway.requests")
              .description("requests of clients by their number")
              .tag("request", Integer.toString(number))
              .register(meters));
    }
  }

  @Override
  public Outcome handle(Session session, Request request) {
    Operation operation = operations.get(request.reqIdentifier());
    Timer timer = timers.get(request.reqIdentifier());
    if (operation == null || timer == null) {
      return new Outcome.Refused();
    }
    Response response =
        timer.record(() -> context(session, request).call(() -> run(operation, session, request)));
    return operation.endsConnection()
        ? new Outcome.LastReply(response)
        : new Outcome.Reply(response);
  }

  private static Response run(Operation operation, Session session, Request request) {
    try {
      if (operation.needsEnvelope()) {
        requireWholeEnvelope(request);
      }
      ByteString data = operation.action().run(session, request);
      return Response.ok(request, data);
    } catch (RuntimeException e) {
      ImException error = ErrorTable.of(e);
      return Response.failed(request, error.code(), error.text());
    }
  }

  private static void requireWholeEnvelope(Request request) {
    if (request.reqIdentifier() == 0
        || request.sendID().isEmpty()
        || request.operationID().isEmpty()
        || request.msgIncr().isEmpty()) {
      throw ErrorCode.INTERNAL.because("envelope with an empty field (expected: all are set)");
    }
  }

  private static RequestContext context(Session session, Request request) {
    Login login = session.login();
    // Other services refuse calls that nobody could find again.
    String operationID =
        request.operationID().isEmpty() ? UUID.randomUUID().toString() : request.operationID();
    return RequestContext.of(operationID, login.userID())
        .withPlatform(login.platform().wireName())
        .withConnID(session.connID());
  }
}
