package im.common.json;

import com.fasterxml.jackson.core.JsonParser;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import java.io.IOException;

/// The refusal of a JSON value that does not fit its field.
final class Mismatch {
  private static final int SHOWN = 64;

  private Mismatch() {}

  /// 1001 with the place, the value (cut to 64 letters) and the expectation.
  static ImException at(JsonParser in, String expected) throws IOException {
    String pointer = in.getParsingContext().pathAsPointer(false).toString();
    String place = pointer.isEmpty() ? "body" : pointer.substring(1).replace('/', '.');
    return ErrorCode.ARGS.because(
        "%s: %s (expected: %s)".formatted(cut(place), shown(in), expected));
  }

  private static String shown(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> '"' + cut(in.getText()) + '"';
      default -> cut(in.getText());
    };
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
