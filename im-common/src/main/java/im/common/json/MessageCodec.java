package im.common.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one message type is written and read, compiled from its descriptor and its generated class.
final class MessageCodec {
  /// Compilation is a pure function of the class, so the result may be shared by the whole process.
  private static final ClassValue<MessageCodec> COMPILED =
      new ClassValue<>() {
        @Override
        protected MessageCodec computeValue(Class<?> type) {
          return new MessageCodec(Accessors.ofMessage(type.asSubclass(Message.class)));
        }
      };

  private final List<FieldCodec> fields;
  private final @Nullable FieldCodec bareValue;
  private final Map<String, FieldCodec> byName = new HashMap<>();
  private final Map<String, FieldCodec> byFoldedName = new HashMap<>();

  private MessageCodec(Accessors accessors) {
    Message prototype = accessors.prototype();
    this.fields =
        prototype.getDescriptorForType().getFields().stream()
            .map(field -> FieldCodec.compile(field, accessors))
            .toList();
    this.bareValue = isWrapper(prototype) ? fields.getFirst() : null;
    for (FieldCodec field : fields) {
      byName.put(field.name(), field);
      byFoldedName.putIfAbsent(fold(field.name()), field);
    }
  }

  static MessageCodec of(Message message) {
    return COMPILED.get(message.getClass());
  }

  /// Whether messages of this kind are bare values in JSON (`reference/rest-api.md` 3.4).
  static boolean isWrapper(Message prototype) {
    return prototype.getDescriptorForType().getFile().getPackage().equals("openim.protobuf")
        && prototype.getDescriptorForType().getFields().size() == 1
        && prototype.getDescriptorForType().getFields().getFirst().getName().equals("value");
  }

  void write(Message message, JsonGenerator out) throws IOException {
    if (bareValue != null) {
      bareValue.writeValue(message, out);
      return;
    }
    out.writeStartObject();
    for (FieldCodec field : fields) {
      field.write(message, out);
    }
    out.writeEndObject();
  }

  /// Reads the value at the parser's current token, which is not `null`, into `into`.
  void read(JsonParser in, Message.Builder into) throws IOException {
    if (bareValue != null) {
      bareValue.read(in, into);
      return;
    }
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw Mismatch.at(in, "an object");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      FieldCodec field = field(in.currentName());
      JsonToken value = in.nextToken();
      if (field == null) {
        in.skipChildren();
      } else if (value == JsonToken.VALUE_NULL) {
        field.clear(into);
      } else {
        field.read(in, into);
      }
    }
  }

  FieldCodec field(FieldDescriptor field) {
    return fields.get(field.getIndex());
  }

  private @Nullable FieldCodec field(String key) {
    FieldCodec exact = byName.get(key);
    return exact != null ? exact : byFoldedName.get(fold(key));
  }

  /// Equal for two names that differ in case only.
  private static String fold(String name) {
    var folded = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      folded.append(Character.toLowerCase(Character.toUpperCase(name.charAt(i))));
    }
    return folded.toString();
  }
}
