package im.common.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/// A request that was received in full.
///
/// @param method verb in capitals
/// @param path percent-decoded, without the query
/// @param query raw text behind the question mark; empty when there is none
/// @param headers names match in any case
/// @param body at most [HttpLimits#maxBodyBytes()]; what was beyond is cut off
@SuppressWarnings("ArrayRecordComponent") // handed over, never shared
public record HttpRequest(
    String method, String path, String query, HttpHeaders headers, byte[] body) {

  /// The header's first value; empty when the request has none.
  public String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  /// The first value of a query parameter; empty when the request has none.
  public String parameter(String name) {
    return parameters().getOrDefault(name, List.of("")).getFirst();
  }

  /// All query parameters, decoded, in the order of the request.
  public Map<String, List<String>> parameters() {
    return new QueryStringDecoder(query, false).parameters();
  }
}
