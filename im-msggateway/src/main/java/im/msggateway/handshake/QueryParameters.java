package im.msggateway.handshake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The query of a request as Go reads it: the first value of a key counts, and a pair that cannot
/// be decoded is as good as absent (`reference/ws-protocol.md` 1.2).
final class QueryParameters {
  private final Map<String, String> values = new HashMap<>();

  /// Reads the part of `uri` behind the question mark.
  QueryParameters(String uri) {
    int start = uri.indexOf('?');
    if (start < 0) {
      return;
    }
    for (String pair : uri.substring(start + 1).split("&", -1)) {
      if (pair.isEmpty() || pair.indexOf(';') >= 0) {
        continue;
      }
      int separator = pair.indexOf('=');
      String key = separator < 0 ? pair : pair.substring(0, separator);
      String value = separator < 0 ? "" : pair.substring(separator + 1);
      try {
        values.putIfAbsent(decode(key), decode(value));
      } catch (IllegalArgumentException _) {
        // Left out, as in Go.
      }
    }
  }

  /// The value of `key`; empty when it is not there.
  String get(String key) {
    return values.getOrDefault(key, "");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
