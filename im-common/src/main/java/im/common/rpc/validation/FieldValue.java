package im.common.rpc.validation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/// A value found in a message: a scalar, a list, or a message that may be absent.
record FieldValue(FieldDescriptor field, Object value, boolean isPresent) {

  private static final int SHOWN_CHARACTERS = 64;

  static FieldValue of(Message owner, FieldDescriptor field) {
    boolean present = !field.hasPresence() || owner.hasField(field);
    return new FieldValue(field, owner.getField(field), present);
  }

  static FieldValue of(Message owner, String field) {
    return of(owner, FieldPath.field(owner.getDescriptorForType(), field));
  }

  Message message() {
    return (Message) value;
  }

  /// The length of a text, of bytes or of a list; 1 for anything else.
  int size() {
    return switch (value) {
      case String text -> text.length();
      case ByteString bytes -> bytes.size();
      case List<?> list -> list.size();
      default -> 1;
    };
  }

  String text() {
    return (String) value;
  }

  /// An integer; an unsigned one beyond the range of `long` counts as the largest.
  long number() {
    return switch (field.getType()) {
      case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) value);
      case UINT64, FIXED64 -> (Long) value < 0 ? Long.MAX_VALUE : (Long) value;
      default -> ((Number) value).longValue();
    };
  }

  /// Whether the value is written so; `""` matches what is empty.
  boolean matches(String written) {
    return written.isEmpty() ? size() == 0 : value.toString().equals(written);
  }

  /// The value as an error text shows it.
  String shown() {
    if (!isPresent) {
      return "absent";
    }
    return switch (value) {
      case String text when text.length() > SHOWN_CHARACTERS ->
          '"' + text.substring(0, SHOWN_CHARACTERS) + "...\"";
      case String text -> '"' + text + '"';
      case ByteString bytes -> bytes.size() + " bytes";
      case List<?> list -> list.size() + " entries";
      case Message _ -> "present";
      default -> Long.toString(number());
    };
  }
}
