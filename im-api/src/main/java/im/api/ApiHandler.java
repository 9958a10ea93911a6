package im.api;

import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.api.edge.UnreadableBodyException;
import im.api.route.RouteTable;
import im.api.route.RouteTable.Route;
import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.http.HttpHandler;
import im.common.http.HttpRequest;
import im.common.http.HttpResponse;
import im.proto.auth.AuthGrpc.AuthBlockingStub;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of every request: route, headers, token, endpoint, envelope (`reference/rest-api.md`
/// 2.1).
final class ApiHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);

  private static final String EXPOSED_HEADERS =
      "Content-Length, Access-Control-Allow-Origin, Access-Control-Allow-Headers,Cache-Control,"
          + "Content-Language,Content-Type,Expires,Last-Modified,Pragma,FooBar";

  /// Only these may become a metric label: a client chooses its method freely.
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  private final RouteTable routes;
  private final Authentication authentication;
  private final ApiMetrics metrics;

  /// Serves `routes`, checking tokens through `auth`.
  ApiHandler(RouteTable routes, AuthBlockingStub auth, MeterRegistry meters) {
    this.routes = routes;
    this.authentication = new Authentication(auth);
    this.metrics = new ApiMetrics(meters);
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    long begun = System.nanoTime();
    Route route = routes.find(request.method(), request.path());
    HttpResponse elsewhere = route == null ? redirect(request) : null;
    if (elsewhere != null) {
      return elsewhere;
    }
    Reply reply = answer(request, route);
    addHeaders(reply.response().headers());
    metrics.count(
        METHODS.contains(request.method()) ? request.method() : "other",
        route == null ? "" : route.path(),
        reply);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    RequestContext.of(request.header("operationID"), "")
        .run(() ->
            log.debug(
                "method={} path={} status={} errCode={} ms={}",
                request.method(),
                request.path(),
                reply.response().status(),
                reply.errCode(),
                millis));
    return reply.response();
  }

  /// A known path with a slash too many is told the right one, before any check.
  private @Nullable HttpResponse redirect(HttpRequest request) {
    String path = request.path();
    if (path.length() < 2 || !path.endsWith("/")) {
      return null;
    }
    String right = path.substring(0, path.length() - 1);
    if (routes.find(request.method(), right) == null) {
      return null;
    }
    String location = request.query().isEmpty() ? right : right + "?" + request.query();
    return HttpResponse.empty(request.method().equals("GET") ? 301 : 307)
        .with("Location", location);
  }

  private Reply answer(HttpRequest request, @Nullable Route route) {
    if (request.method().equals("OPTIONS")) {
      byte[] text = "\"Options Request!\"".getBytes(StandardCharsets.UTF_8);
      return Reply.plain(HttpResponse.of(200, "application/json", text));
    }
    try {
      RequestContext context =
          request.method().equals("POST")
              ? authentication.authenticate(request)
              : RequestContext.of(request.header("operationID"), "");
      if (route == null) {
        return Reply.plain(HttpResponse.text(404, "404 page not found"));
      }
      return context.call(() -> route.endpoint().handle(request));
    } catch (UnreadableBodyException e) {
      return Envelope.failure(400, e.error());
    } catch (Exception | StackOverflowError e) {
      return Envelope.failure(200, ErrorTable.of(e));
    }
  }

  private static void addHeaders(HttpHeaders headers) {
    headers.set("X-HTTP-ID", UUID.randomUUID().toString());
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set("Access-Control-Allow-Methods", "*");
    headers.set("Access-Control-Allow-Headers", "*");
    headers.set("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    headers.set("Access-Control-Max-Age", "172800");
    headers.set("Access-Control-Allow-Credentials", "false");
  }
}
