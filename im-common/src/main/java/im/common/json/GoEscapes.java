package im.common.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/// Go's choice of what is escaped in a JSON string: control letters in small hex, and what a
/// browser could take for markup or a line end (`reference/rest-api.md` 1.2).
final class GoEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1L;

  private static final SerializableString LINE_SEPARATOR = new SerializedString("\\u2028");
  private static final SerializableString PARAGRAPH_SEPARATOR = new SerializedString("\\u2029");

  private final int[] ascii = CharacterEscapes.standardAsciiEscapesForJSON();
  private final SerializableString[] sequences = new SerializableString[128];

  GoEscapes() {
    for (int c = 0; c < ' '; c++) {
      if (ascii[c] == ESCAPE_STANDARD) {
        escapeAsHex(c);
      }
    }
    for (char c : "<>&".toCharArray()) {
      escapeAsHex(c);
    }
  }

  private void escapeAsHex(int c) {
    ascii[c] = ESCAPE_CUSTOM;
    sequences[c] = new SerializedString("\\u%04x".formatted(c));
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ascii;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int c) {
    if (c < sequences.length) {
      return sequences[c];
    }
    return switch (c) {
      case 0x2028 -> LINE_SEPARATOR;
      case 0x2029 -> PARAGRAPH_SEPARATOR;
      default -> null;
    };
  }
}
