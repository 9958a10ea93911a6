package im.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.logging.LogLevels;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

  private final Metrics metrics = new Metrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MetricsServer(metrics, new LogLevels(), "127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.close();
    metrics.close();
    client.close();
  }

  @Test
  void metricsHaveTheKnownNames() throws Exception {
    Counter.builder(MetricName.RPC_COUNT)
        .tag("name", "user-rpc-service")
        .tag("path", "/openim.user.user/getDesignateUsers")
        .tag("code", "0")
        .register(metrics.registry())
        .increment();
    Counter.builder("user_login").register(metrics.registry()).increment(2);
    metrics.registry().counter(MetricName.USER_LOGIN).increment();

    HttpResponse<String> answer = get(server.port(), "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(answer.body().lines())
        .contains(
            "# TYPE rpc_count counter",
            "rpc_count{code=\"0\",name=\"user-rpc-service\","
                + "path=\"/openim.user.user/getDesignateUsers\"} 1.0",
            "user_login_total 3.0",
            "msg_insert_mongo_failed_total 0.0")
        .anyMatch(line -> line.matches("process_resident_memory_bytes \\d.*"))
        .anyMatch(line -> line.matches("process_cpu_seconds_total \\d.*"))
        .anyMatch(line -> line.matches("process_open_fds \\d.*"))
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
        .noneMatch(line -> line.contains("_total_total"));
  }

  @Test
  void theProcessIsAlive() throws Exception {
    assertThat(get(server.port(), "/healthz").body()).isEqualTo("ok\n");
    assertThat(get(server.port(), "/other").statusCode()).isEqualTo(404);
    assertThat(put(server.port(), "/metrics").statusCode()).isEqualTo(405);
  }

  @Test
  void levelsAreChangedFromTheSameMachineOnly() throws Exception {
    String level = "/loglevel?logger=im.common.metrics.testing";

    assertThat(put(server.localPort(), level + "&level=error").body()).isEqualTo("ERROR\n");
    assertThat(get(server.localPort(), level).body()).isEqualTo("ERROR\n");
    assertThat(get(server.localPort(), "/loglevel").body())
        .contains("im.common.metrics.testing=ERROR\n");
    assertThat(put(server.localPort(), level + "&level=loud").statusCode()).isEqualTo(400);
    assertThat(put(server.localPort(), "/loglevel?level=info").statusCode()).isEqualTo(400);
    assertThat(put(server.port(), level + "&level=info").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(request(port, path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> put(int port, String path) throws Exception {
    HttpRequest.Builder request = request(port, path);
    return client.send(
        request.PUT(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }
}
