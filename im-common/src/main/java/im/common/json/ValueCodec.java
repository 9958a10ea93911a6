package im.common.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Base64;

/// How one value of a type is written and read, wherever it stands: in a field, a list or a map
/// (`reference/rest-api.md` 3.3).
abstract class ValueCodec {
  private static final ValueCodec INT32 =
      new ValueCodec(0) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeNumber((Integer) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
          if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
              || in.getNumberType() != JsonParser.NumberType.INT) {
            throw Mismatch.at(in, "an integer of 32 bits");
          }
          return in.getIntValue();
        }
      };

  private static final ValueCodec INT64 =
      new ValueCodec(0L) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeNumber((Long) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
          if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
              || in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw Mismatch.at(in, "an integer of 64 bits");
          }
          return in.getLongValue();
        }
      };

  private static final ValueCodec UINT32 =
      new ValueCodec(0) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeNumber(Integer.toUnsignedLong((Integer) value));
        }

        @Override
        Object read(JsonParser in) throws IOException {
          long value = in.currentToken() == JsonToken.VALUE_NUMBER_INT ? unsigned(in) : -1;
          if (value < 0 || value > 0xFFFF_FFFFL) {
            throw Mismatch.at(in, "an integer of 32 bits >= 0");
          }
          return (int) value;
        }
      };

  private static final ValueCodec UINT64 =
      new ValueCodec(0L) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          long number = (Long) value;
          if (number >= 0) {
            out.writeNumber(number);
          } else {
            out.writeNumber(Long.toUnsignedString(number));
          }
        }

        @Override
        Object read(JsonParser in) throws IOException {
          if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw Mismatch.at(in, "an integer of 64 bits >= 0");
          }
          return unsigned(in);
        }
      };

  private static final ValueCodec BOOL =
      new ValueCodec(false) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeBoolean((Boolean) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
          if (!in.currentToken().isBoolean()) {
            throw Mismatch.at(in, "true or false");
          }
          return in.getBooleanValue();
        }
      };

  /// Inside a wrapper, where 0 and 1 will do as well.
  private static final ValueCodec BARE_BOOL =
      new ValueCodec(false) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeBoolean((Boolean) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
          if (in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getText().matches("[01]")) {
            return in.getIntValue() == 1;
          }
          return BOOL.read(in);
        }
      };

  private static final ValueCodec STRING =
      new ValueCodec("") {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeString(Texts.wellFormed((String) value));
        }

        @Override
        Object read(JsonParser in) throws IOException {
          if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw Mismatch.at(in, "a text");
          }
          return Texts.wellFormed(in.getText());
        }
      };

  /// Raw bytes as padded standard Base64; `null` when empty.
  private static final ValueCodec BYTES =
      new ValueCodec(ByteString.EMPTY) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          ByteString bytes = (ByteString) value;
          if (bytes.isEmpty()) {
            out.writeNull();
          } else {
            out.writeBinary(bytes.toByteArray());
          }
        }

        @Override
        Object read(JsonParser in) throws IOException {
          return decodeBase64(in);
        }
      };

  private static final ValueCodec BARE_BYTES =
      new ValueCodec(ByteString.EMPTY) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeBinary(((ByteString) value).toByteArray());
        }

        @Override
        Object read(JsonParser in) throws IOException {
          return decodeBase64(in);
        }
      };

  private static final ValueCodec DOUBLE =
      new ValueCodec(0.0) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeNumber(GoNumbers.plain((Double) value));
        }

        @Override
        Object read(JsonParser in) throws IOException {
          return finite(in, number(in).doubleValue());
        }
      };

  private static final ValueCodec FLOAT =
      new ValueCodec(0.0f) {
        @Override
        void write(Object value, JsonGenerator out) throws IOException {
          out.writeNumber(GoNumbers.plain((Float) value));
        }

        @Override
        Object read(JsonParser in) throws IOException {
          float value = number(in).floatValue();
          finite(in, value);
          return value;
        }
      };

  private final Object zero;

  private ValueCodec(Object zero) {
    this.zero = zero;
  }

  /// The codec of a field's values, of a list's elements or of a map's values.
  static ValueCodec of(FieldDescriptor field, Accessors accessors) {
    FieldDescriptor value = field.isMapField() ? Accessors.valueOf(field) : field;
    if (value.getJavaType() == JavaType.MESSAGE) {
      return new OfMessage(accessors.prototypeOf(field));
    }
    boolean bare = MessageCodec.isWrapper(accessors.prototype());
    return switch (value.getType()) {
      case INT32, SINT32, SFIXED32, ENUM -> INT32;
      case INT64, SINT64, SFIXED64 -> INT64;
      case UINT32, FIXED32 -> UINT32;
      case UINT64, FIXED64 -> UINT64;
      case BOOL -> bare ? BARE_BOOL : BOOL;
      case STRING -> STRING;
      case BYTES -> bare ? BARE_BYTES : BYTES;
      case DOUBLE -> DOUBLE;
      case FLOAT -> FLOAT;
      case MESSAGE, GROUP -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  abstract void write(Object value, JsonGenerator out) throws IOException;

  /// The value at the current token, which is not `null`.
  abstract Object read(JsonParser in) throws IOException;

  /// The value at the current token, where `null` stands for zero.
  final Object readOrZero(JsonParser in) throws IOException {
    return in.currentToken() == JsonToken.VALUE_NULL ? zero : read(in);
  }

  private static long unsigned(JsonParser in) throws IOException {
    try {
      return Long.parseUnsignedLong(in.getText());
    } catch (NumberFormatException _) {
      throw Mismatch.at(in, "an integer >= 0 in range");
    }
  }

  private static ByteString decodeBase64(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw Mismatch.at(in, "a text in Base64");
    }
    String text = in.getText();
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      text = text.replace("\n", "").replace("\r", "");
    }
    try {
      if (text.length() % 4 == 0) {
        return ByteString.copyFrom(Base64.getDecoder().decode(text));
      }
    } catch (IllegalArgumentException _) {
      // refused below, as the wrong length is
    }
    throw Mismatch.at(in, "a text in padded Base64");
  }

  private static Number number(JsonParser in) throws IOException {
    if (!in.currentToken().isNumeric()) {
      throw Mismatch.at(in, "a number");
    }
    return in.getDoubleValue();
  }

  private static double finite(JsonParser in, double value) throws IOException {
    if (Double.isInfinite(value)) {
      throw Mismatch.at(in, "a number in range");
    }
    return value;
  }

  /// Messages in lists and maps, and wrappers.
  private static final class OfMessage extends ValueCodec {
    private final Message prototype;

    OfMessage(Message prototype) {
      super(prototype);
      this.prototype = prototype;
    }

    @Override
    void write(Object value, JsonGenerator out) throws IOException {
      MessageCodec.of(prototype).write((Message) value, out);
    }

    @Override
    Object read(JsonParser in) throws IOException {
      Message.Builder builder = prototype.newBuilderForType();
      MessageCodec.of(prototype).read(in, builder);
      return builder.build();
    }
  }
}
