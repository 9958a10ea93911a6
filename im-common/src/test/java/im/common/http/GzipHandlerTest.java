package im.common.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayInputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipHandlerTest {
  private static final String TEXT = "text ".repeat(100);

  private static HttpResponse ask(int level, String path, String... headers) throws Exception {
    var all = new DefaultHttpHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.set(headers[i], headers[i + 1]);
    }
    return new GzipHandler(_ -> HttpResponse.text(200, TEXT), level)
        .handle(new HttpRequest("GET", path, "", all, new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate, gzip, br", "GZIP", "gzip;q=0.5", "gzip; q=1"})
  void compressesForWhoAsks(String accepted) throws Exception {
    for (int level : new int[] {0, 1, 2}) {
      HttpResponse response = ask(level, "/a", "Accept-Encoding", accepted);
      assertThat(response.headers().get("Content-Encoding")).isEqualTo("gzip");
      assertThat(response.headers().get("Vary")).isEqualTo("Accept-Encoding");
      assertThat(response.body()).hasSizeLessThan(TEXT.length());
      try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
        assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(TEXT);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,/a,Accept-Encoding,identity",
    "0,/a,Accept-Encoding,'deflate, br'",
    "0,/a,Accept-Encoding,gzip;q=0",
    "0,/a.png,Accept-Encoding,gzip",
    "-1,/a,Accept-Encoding,gzip",
    "0,/a,X,y"
  })
  void leavesTheRestAlone(int level, String path, String header, String value) throws Exception {
    HttpResponse response = ask(level, path, header, value);
    assertThat(response.headers().contains("Content-Encoding")).isFalse();
    assertThat(new String(response.body(), UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void streamsAndUpgradesAreLeftAlone() throws Exception {
    assertThat(
            ask(0, "/a", "Accept-Encoding", "gzip", "Accept", "text/event-stream")
                .headers()
                .contains("Content-Encoding"))
        .isFalse();
    assertThat(
            ask(0, "/a", "Accept-Encoding", "gzip", "Connection", "Upgrade")
                .headers()
                .contains("Content-Encoding"))
        .isFalse();
  }
}
