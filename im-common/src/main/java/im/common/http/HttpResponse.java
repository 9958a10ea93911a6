package im.common.http;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/// An answer. The server adds `Content-Length` and what the connection needs.
///
/// @param headers may still be changed by a surrounding handler
@SuppressWarnings("ArrayRecordComponent") // handed over, never shared
public record HttpResponse(int status, HttpHeaders headers, byte[] body) {

  /// An answer of the given content type.
  public static HttpResponse of(int status, String contentType, byte[] body) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    return new HttpResponse(status, headers, body);
  }

  /// An answer of plain text.
  public static HttpResponse text(int status, String text) {
    return of(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  /// An answer without a body.
  public static HttpResponse empty(int status) {
    return new HttpResponse(
        status, DefaultHttpHeadersFactory.headersFactory().newHeaders(), new byte[0]);
  }

  /// The same answer with one header set.
  public HttpResponse with(CharSequence name, String value) {
    headers.set(name, value);
    return this;
  }
}
