package im.common.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.common.context.RequestContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/// The request context in a record's headers: exactly four, in the order in which peers of the
/// reference read them by position (`reference/ops.md` 1.8).
final class RecordHeaders {
  private RecordHeaders() {}

  static List<Header> of(RequestContext context) {
    return List.of(
        header("operationID", context.operationID()),
        header("opUserID", context.opUserID()),
        header("platform", context.platform()),
        header("connID", context.connID()));
  }

  static RequestContext context(Headers headers) {
    List<String> values = new ArrayList<>(4);
    for (Header header : headers) {
      values.add(header.value() == null ? "" : new String(header.value(), UTF_8));
    }
    while (values.size() < 4) {
      values.add("");
    }
    return new RequestContext(values.get(0), values.get(1), values.get(2), values.get(3), false);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }
}
