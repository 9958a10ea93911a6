package im.common.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses the answers of another handler for clients that ask for it (`reference/rest-api.md`
/// 2.5).
public final class GzipHandler implements HttpHandler {
  private static final Set<String> COMPRESSED_ALREADY = Set.of("png", "gif", "jpeg", "jpg");

  private final HttpHandler next;
  private final int compressionLevel;

  /// `compressionLevel`: -1 off, 0 default, 1 smallest, 2 fastest.
  public GzipHandler(HttpHandler next, int compressionLevel) {
    this.next = next;
    this.compressionLevel = compressionLevel;
  }

  @Override
  public HttpResponse handle(HttpRequest request) throws Exception {
    HttpResponse response = next.handle(request);
    if (compressionLevel < 0 || response.body().length == 0 || !wanted(request)) {
      return response;
    }
    return new HttpResponse(response.status(), response.headers(), compress(response.body()))
        .with(HttpHeaderNames.CONTENT_ENCODING, "gzip")
        .with(HttpHeaderNames.VARY, "Accept-Encoding");
  }

  private static boolean wanted(HttpRequest request) {
    return acceptsGzip(request.header("Accept-Encoding"))
        && !request.header("Connection").contains("Upgrade")
        && !request.header("Accept").contains("text/event-stream")
        && !COMPRESSED_ALREADY.contains(
            request.path().substring(request.path().lastIndexOf('.') + 1));
  }

  /// Whether gzip is listed, and not with weight 0.
  private static boolean acceptsGzip(String header) {
    for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = coding.strip().split(";", -1);
      if (parts[0].strip().equals("gzip")) {
        return parts.length < 2 || !parts[1].strip().matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  private byte[] compress(byte[] body) throws IOException {
    var out = new ByteArrayOutputStream(Math.max(64, body.length / 2));
    try (var gzip = new LeveledGzip(out, level())) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  private int level() {
    return switch (compressionLevel) {
      case 1 -> Deflater.BEST_COMPRESSION;
      case 2 -> Deflater.BEST_SPEED;
      default -> Deflater.DEFAULT_COMPRESSION;
    };
  }

  private static final class LeveledGzip extends GZIPOutputStream {
    LeveledGzip(ByteArrayOutputStream out, int level) throws IOException {
      super(out, 4096);
      def.setLevel(level);
    }
  }
}
