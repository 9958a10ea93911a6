package im.common.metrics;

import im.common.http.HttpHandler;
import im.common.http.HttpRequest;
import im.common.http.HttpResponse;
import im.common.http.HttpServer;
import im.common.logging.LogLevels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoint for operators. On the configured address: `GET /metrics` (Prometheus text) and `GET
/// /healthz` (200 while the process runs). On a port of the loopback interface alone, which only
/// the same machine reaches, also `GET /loglevel?logger=L` and `PUT /loglevel?logger=L&level=V`.
public final class MetricsServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String EVERYWHERE = "0.0.0.0";
  private static final String LOOPBACK = "127.0.0.1";

  private final Metrics metrics;
  private final LogLevels levels;
  private final HttpServer server;
  private final HttpServer localServer;

  /// Starts listening.
  ///
  /// @param bindAddress empty for all interfaces
  /// @param port 0 for one the system chooses, see [#port()]
  /// @throws IOException if the address cannot be bound
  public MetricsServer(Metrics metrics, LogLevels levels, String bindAddress, int port)
      throws IOException {
    this.metrics = metrics;
    this.levels = levels;
    String address = bindAddress.isEmpty() ? EVERYWHERE : bindAddress;
    this.server = new HttpServer("metrics", address, port, forAll());
    try {
      this.localServer = new HttpServer("loglevel", LOOPBACK, 0, forThisMachine());
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    log.info("metrics on port {}, log levels on {}:{}", port(), LOOPBACK, localPort());
  }

  /// The port of `/metrics`.
  public int port() {
    return server.port();
  }

  /// The port of `/loglevel` on the loopback interface.
  public int localPort() {
    return localServer.port();
  }

  @Override
  public void close() {
    localServer.close();
    server.close();
  }

  private HttpHandler forAll() {
    return request ->
        switch (request.path()) {
          case "/metrics" -> onlyGet(request, this::scrape);
          case "/healthz" -> onlyGet(request, () -> HttpResponse.text(200, "ok\n"));
          default -> HttpResponse.text(404, "not found (expected: /metrics or /healthz)\n");
        };
  }

  private HttpHandler forThisMachine() {
    return request ->
        request.path().equals("/loglevel")
            ? logLevel(request)
            : HttpResponse.text(404, "not found (expected: /loglevel)\n");
  }

  private HttpResponse scrape() {
    byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
    return HttpResponse.of(200, PROMETHEUS_TEXT, text);
  }

  private HttpResponse logLevel(HttpRequest request) {
    String logger = request.parameter("logger");
    return switch (request.method()) {
      case "GET" ->
          HttpResponse.text(200, logger.isEmpty() ? all() : levels.effective(logger) + "\n");
      case "PUT" -> {
        String level = request.parameter("level");
        if (logger.isEmpty()) {
          yield HttpResponse.text(400, "logger: (expected: a logger's name, ROOT for all)\n");
        }
        try {
          levels.set(logger, level);
        } catch (IllegalArgumentException e) {
          yield HttpResponse.text(400, e.getMessage() + "\n");
        }
        log.warn("log level of {} is now {}", logger, level);
        yield HttpResponse.text(200, levels.effective(logger) + "\n");
      }
      default -> notAllowed("GET, PUT");
    };
  }

  private String all() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> level : levels.own().entrySet()) {
      text.append(level.getKey()).append('=').append(level.getValue()).append('\n');
    }
    return text.toString();
  }

  private static HttpResponse onlyGet(HttpRequest request, Supplier<HttpResponse> answer) {
    return request.method().equals("GET") ? answer.get() : notAllowed("GET");
  }

  private static HttpResponse notAllowed(String allowed) {
    return HttpResponse.text(405, "method (expected: " + allowed + ")\n").with("Allow", allowed);
  }
}
