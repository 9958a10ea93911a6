package im.common.rpc;

import im.common.context.RequestContext;
import io.grpc.Metadata;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The request context as gRPC metadata (`reference/ops.md` 3.7). Text outside printable ASCII is
/// percent encoded behind a marker, since metadata cannot carry it as it is.
final class ContextMetadata {
  private static final Metadata.Key<String> OPERATION_ID = key("operationID");
  private static final Metadata.Key<String> OP_USER_ID = key("opUserID");
  private static final Metadata.Key<String> PLATFORM = key("platform");
  private static final Metadata.Key<String> CONN_ID = key("connID");
  private static final Metadata.Key<String> CUSTOM_HEADER = key("customHeader");
  private static final String TEMPORARY_ADMIN_NAME = "ctxImTempAdminKey";
  private static final Metadata.Key<String> TEMPORARY_ADMIN = key(TEMPORARY_ADMIN_NAME);
  private static final String ENCODED = "%utf8%";

  private ContextMetadata() {}

  static void write(RequestContext context, Metadata headers) {
    put(headers, OPERATION_ID, context.operationID());
    put(headers, OP_USER_ID, context.opUserID());
    put(headers, PLATFORM, context.platform());
    put(headers, CONN_ID, context.connID());
    if (context.temporaryAdmin()) {
      headers.put(CUSTOM_HEADER, TEMPORARY_ADMIN_NAME);
      headers.put(TEMPORARY_ADMIN, "1");
    }
  }

  static RequestContext read(Metadata headers) {
    return new RequestContext(
        text(headers.get(OPERATION_ID)),
        text(headers.get(OP_USER_ID)),
        text(headers.get(PLATFORM)),
        text(headers.get(CONN_ID)),
        "1".equals(headers.get(TEMPORARY_ADMIN)));
  }

  private static void put(Metadata headers, Metadata.Key<String> key, String value) {
    if (!value.isEmpty()) {
      headers.put(
          key,
          isPrintable(value) ? value : ENCODED + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  private static String text(@Nullable String value) {
    if (value == null) {
      return "";
    }
    return value.startsWith(ENCODED)
        ? URLDecoder.decode(value.substring(ENCODED.length()), StandardCharsets.UTF_8)
        : value;
  }

  private static boolean isPrintable(String value) {
    return value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
        && !value.startsWith(" ")
        && !value.endsWith(" ")
        && !value.startsWith(ENCODED);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
