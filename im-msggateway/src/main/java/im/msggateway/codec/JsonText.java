package im.msggateway.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// Writes JSON strings as Go does: besides quotes and control letters it escapes `<`, `>`, `&` and
/// the two Unicode line ends (`reference/ws-protocol.md` 2.2).
public final class JsonText {
  private JsonText() {}

  /// Appends `text` in quotes.
  public static void write(CharSequence text, ByteBuf out) {
    out.writeByte('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String escape = escape(text, i, c);
      if (escape != null) {
        ByteBufUtil.writeUtf8(out, text, plain, i);
        ByteBufUtil.writeAscii(out, escape);
        plain = i + 1;
      } else if (Character.isHighSurrogate(c)) {
        i++;
      }
    }
    ByteBufUtil.writeUtf8(out, text, plain, text.length());
    out.writeByte('"');
  }

  /// Appends the letter `c` of a string that is valid JSON already, escaped where Go would.
  public static void appendEscaped(char c, StringBuilder out) {
    switch (c) {
      case '<', '>', '&', '\u2028', '\u2029' -> out.append("\\u%04x".formatted((int) c));
      default -> out.append(c);
    }
  }

  private static @Nullable String escape(CharSequence text, int at, char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '<', '>', '&', '\u2028', '\u2029' -> "\\u%04x".formatted((int) c);
      default -> {
        if (c < ' ') {
          yield "\\u%04x".formatted((int) c);
        }
        boolean paired =
            !Character.isSurrogate(c)
                || (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1)));
        yield paired ? null : "\\ufffd";
      }
    };
  }
}
