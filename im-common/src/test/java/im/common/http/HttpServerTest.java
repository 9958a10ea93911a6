package im.common.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServerTest {
  /// More than a socket holds.
  private static final int LARGE = 32 << 20;

  private static final HttpLimits SMALL = idle(Duration.ofMinutes(1));

  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : toClose.reversed()) {
      closeable.close();
    }
  }

  private static HttpLimits idle(Duration idle) {
    return new HttpLimits(16, 1 << 20, 1, 8, idle);
  }

  private HttpServer serve(HttpHandler handler, HttpLimits limits) throws IOException {
    var server = new HttpServer("test", "127.0.0.1", 0, handler, limits);
    toClose.add(server);
    return server;
  }

  private HttpServer serve(HttpHandler handler) throws IOException {
    return serve(handler, HttpLimits.DEFAULT);
  }

  private static HttpResponse echo(HttpRequest request) {
    return HttpResponse.text(
            200,
            String.join(
                "|",
                request.method(),
                request.path(),
                request.query(),
                request.header("X-A"),
                new String(request.body(), UTF_8)))
        .with("X-Thread", Boolean.toString(Thread.currentThread().isVirtual()));
  }

  private Connection connect(HttpServer server) throws IOException {
    var connection = new Connection(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    toClose.add(connection);
    return connection;
  }

  @Test
  void aHandlerSeesTheWholeRequestOnAVirtualThread() throws Exception {
    HttpServer server = serve(HttpServerTest::echo);
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/a%20b/c?x=1&y=%26");
    var request =
        java.net.http.HttpRequest.newBuilder(uri)
            .header("x-a", "v")
            .POST(BodyPublishers.ofString("ä"))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var response = client.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("POST|/a b/c|x=1&y=%26|v|ä");
      assertThat(response.headers().firstValue("x-thread")).hasValue("true");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrderOnOneConnection() throws Exception {
    var release = new CountDownLatch(1);
    HttpServer server =
        serve(request -> {
          if (request.path().equals("/slow")) {
            release.await();
          }
          return echo(request);
        });
    Connection connection = connect(server);
    connection.send("GET /slow HTTP/1.1\r\n\r\nGET /fast HTTP/1.1\r\n\r\n");
    release.countDown();
    assertThat(connection.response()).contains("GET|/slow|");
    assertThat(connection.response()).contains("GET|/fast|");
  }

  @Test
  void aChunkedBodyIsPutTogether() throws Exception {
    Connection connection = connect(serve(HttpServerTest::echo));
    connection.send(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
    assertThat(connection.response()).endsWith("POST|/|||abc");
  }

  @Test
  void whatIsBeyondTheBodyLimitIsCutOff() throws Exception {
    Connection connection = connect(serve(HttpServerTest::echo, SMALL));
    connection.send("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n01234567890123456789");
    assertThat(connection.response()).endsWith("POST|/|||0123456789012345");
    connection.send("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx");
    assertThat(connection.response()).endsWith("POST|/|||x");
  }

  @Test
  void bodiesBeyondTheCommonBudgetAreRefused() throws Exception {
    var limits = new HttpLimits(1 << 20, 1024, 8, 8, Duration.ofMinutes(1));
    Connection connection = connect(serve(HttpServerTest::echo, limits));
    connection.send("POST / HTTP/1.1\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2000));
    assertThat(connection.response()).startsWith("HTTP/1.1 503 ");
    connection.send("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx");
    assertThat(connection.response()).endsWith("POST|/|||x");
  }

  @Test
  void largeAnswersBeyondTheCommonBudgetAreRefusedUntilOthersAreRead() throws Exception {
    HttpServer server = serve(HttpServerTest::large, answering(LARGE + LARGE / 2));
    Connection slow = unread(server);
    Connection other = connect(server);
    other.send("GET /large HTTP/1.1\r\n\r\n");
    assertThat(other.response()).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
    other.send("GET /small HTTP/1.1\r\n\r\n");
    assertThat(other.response()).startsWith("HTTP/1.1 200 ");
    assertThat(slow.response()).startsWith("TTP/1.1 200 ");
    other.send("GET /large HTTP/1.1\r\n\r\n");
    assertThat(other.response()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void requestsAreRefusedWhileUnreadAnswersUseUpTheBudget() throws Exception {
    HttpServer server = serve(HttpServerTest::large, answering(LARGE));
    Connection slow = unread(server);
    Connection other = connect(server);
    other.send("GET /small HTTP/1.1\r\n\r\n");
    assertThat(other.response()).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
    slow.close();
    String answer;
    do {
      other.send("GET /small HTTP/1.1\r\n\r\n");
      answer = other.response();
    } while (answer.startsWith("HTTP/1.1 503 "));
    assertThat(answer).startsWith("HTTP/1.1 200 ");
  }

  private static HttpLimits answering(int bytes) {
    return new HttpLimits(16, bytes, 8, 8, Duration.ofMinutes(1));
  }

  private static HttpResponse large(HttpRequest request) {
    return HttpResponse.of(
        200, "text/plain", new byte[request.path().equals("/large") ? LARGE : 1]);
  }

  /// A connection whose large answer is on its way and is not read.
  private Connection unread(HttpServer server) throws IOException {
    Connection connection = connect(server);
    connection.send("GET /large HTTP/1.1\r\n\r\n");
    assertThat(connection.socket().getInputStream().read()).isEqualTo('H');
    return connection;
  }

  @Test
  void anExceptionIsAnEmptyAnswerWithStatus500() throws Exception {
    Connection connection =
        connect(
            serve(_ -> {
              throw new IllegalStateException("secret");
            }));
    connection.send("GET / HTTP/1.1\r\n\r\n");
    assertThat(connection.response())
        .startsWith("HTTP/1.1 500 ")
        .contains("content-length: 0")
        .doesNotContain("secret");
  }

  @Test
  void aRequestBeyondTheInFlightLimitIsRefusedAndLaterAccepted() throws Exception {
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    HttpServer server =
        serve(
            request -> {
              entered.countDown();
              release.await();
              return echo(request);
            },
            SMALL);
    Connection first = connect(server);
    first.send("GET /first HTTP/1.1\r\n\r\n");
    assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
    Connection second = connect(server);
    second.send("GET /second HTTP/1.1\r\n\r\n");
    assertThat(second.response()).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
    release.countDown();
    assertThat(first.response()).contains("/first");
    second.send("GET /second HTTP/1.1\r\n\r\n");
    assertThat(second.response()).contains("/second");
  }

  @Test
  void headHasLengthAndNoBody() throws Exception {
    Connection connection = connect(serve(HttpServerTest::echo));
    connection.send("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assertThat(connection.rest()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
  }

  @Test
  void whatIsNoHttpIsRefusedAndTheConnectionClosed() throws Exception {
    Connection connection = connect(serve(HttpServerTest::echo));
    connection.send("\u0001\u0002 nonsense\r\n\r\n");
    assertThat(connection.rest()).startsWith("HTTP/1.1 400 ").contains("connection: close");
  }

  @Test
  void aMalformedPathIsRefused() throws Exception {
    Connection connection = connect(serve(HttpServerTest::echo));
    connection.send("GET /%zz HTTP/1.1\r\n\r\n");
    assertThat(connection.rest()).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void expectContinueIsAnswered() throws Exception {
    Connection connection = connect(serve(HttpServerTest::echo));
    connection.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    assertThat(connection.response()).startsWith("HTTP/1.1 100 ");
    connection.send("x");
    assertThat(connection.response()).endsWith("POST|/|||x");
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    Connection connection = connect(serve(HttpServerTest::echo, idle(Duration.ofMillis(300))));
    assertThat(connection.rest()).isEmpty();
  }

  @Test
  void connectionsBeyondTheLimitAreClosed() throws Exception {
    var limits = new HttpLimits(16, 1 << 20, 8, 1, Duration.ofMinutes(1));
    HttpServer server = serve(HttpServerTest::echo, limits);
    Connection first = connect(server);
    first.send("GET / HTTP/1.1\r\n\r\n");
    assertThat(first.response()).startsWith("HTTP/1.1 200 ");
    assertThat(connect(server).rest()).isEmpty();
  }

  @Test
  void closingAnswersWhatWasAcceptedAndAcceptsNoMore() throws Exception {
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    HttpServer server =
        serve(request -> {
          entered.countDown();
          release.await();
          return echo(request);
        });
    Connection idle = connect(server);
    Connection busy = connect(server);
    busy.send("GET /busy HTTP/1.1\r\n\r\n");
    assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.startVirtualThread(() -> server.close(Duration.ofSeconds(20)));
    assertThat(idle.rest()).isEmpty();
    assertThatThrownBy(() -> connect(server)).isInstanceOf(ConnectException.class);
    release.countDown();
    assertThat(busy.rest()).contains("connection: close").contains("GET|/busy");
    closing.join();
  }

  @Test
  void closingGivesUpAtTheDeadline() throws Exception {
    var entered = new CountDownLatch(1);
    HttpServer server =
        serve(request -> {
          entered.countDown();
          new CountDownLatch(1).await();
          return echo(request);
        });
    Connection busy = connect(server);
    busy.send("GET /busy HTTP/1.1\r\n\r\n");
    assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
    server.close(Duration.ofMillis(100));
    assertThat(busy.rest()).isEmpty();
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    HttpServer server = serve(HttpServerTest::echo);
    assertThatThrownBy(
            () -> new HttpServer("test", "127.0.0.1", server.port(), HttpServerTest::echo))
        .isInstanceOf(ListenException.class)
        .hasMessageContainingAll(
            "cannot listen on 127.0.0.1:" + server.port(), "Address already in use");
  }

  /// A client that sends exactly what it is told to.
  private record Connection(Socket socket) implements AutoCloseable {
    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /// Head and body of the next response.
    String response() throws IOException {
      var head = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
        int b = in.read();
        assertThat(b).as("end of stream after: %s", head).isNotNegative();
        head.write(b);
      }
      String text = head.toString(US_ASCII);
      int at = text.indexOf("content-length: ");
      int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
      return text + new String(in.readNBytes(length), US_ASCII);
    }

    /// Everything until the server closes.
    String rest() throws IOException {
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
