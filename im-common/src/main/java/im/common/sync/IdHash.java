package im.common.sync;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// The 64-bit hash by which client and server compare id lists (`reference/pipeline-storage.md`
/// 10): the first eight bytes, big-endian, of the MD5 of the ids as a compact JSON array.
public final class IdHash {
  private IdHash() {}

  /// The hash of `ids` in their order, as an unsigned number; 0 for an empty list.
  public static long of(List<String> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    StringBuilder json = new StringBuilder(ids.size() * 16).append('[');
    for (String id : ids) {
      json.append(json.length() == 1 ? "\"" : ",\"");
      appendEscaped(json, id);
      json.append('"');
    }
    json.append(']');
    return ByteBuffer.wrap(md5(json.toString().getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /// Escapes as Go's encoding/json does: clients hash that text.
  private static void appendEscaped(StringBuilder json, String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '<', '>', '&', '\u2028', '\u2029' -> json.append("\\u%04x".formatted((int) c));
        default -> {
          if (c < 0x20) {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
  }

  private static byte[] md5(byte[] text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }
}
