package im.common.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// How one field is written and read.
abstract sealed class FieldCodec {
  private final String name;
  private final SerializedString key;
  private final Consumer<Message.Builder> clear;

  private FieldCodec(FieldDescriptor field, Accessors accessors) {
    this.name = field.getName();
    this.key = new SerializedString(name);
    this.clear = accessors.clear(field);
  }

  static FieldCodec compile(FieldDescriptor field, Accessors accessors) {
    if (field.isMapField()) {
      return new MapField(field, accessors);
    }
    if (field.isRepeated()) {
      return new ListField(field, accessors);
    }
    if (field.getJavaType() == JavaType.MESSAGE
        && !MessageCodec.isWrapper(accessors.prototypeOf(field))) {
      return new MessageField(field, accessors);
    }
    return field.hasPresence()
        ? new OptionalField(field, accessors)
        : new PlainField(field, accessors);
  }

  String name() {
    return name;
  }

  /// Writes key and value, or nothing.
  void write(Message message, JsonGenerator out) throws IOException {
    out.writeFieldName(key);
    writeValue(message, out);
  }

  abstract void writeValue(Message message, JsonGenerator out) throws IOException;

  /// Reads the value at the current token, which is not `null`.
  abstract void read(JsonParser in, Message.Builder into) throws IOException;

  /// What `null` does.
  void clear(Message.Builder into) {
    clear.accept(into);
  }

  /// Enums are handled as their numbers, so that unknown ones survive.
  private static String suffix(FieldDescriptor field) {
    return field.getJavaType() == JavaType.ENUM ? "Value" : "";
  }

  private static final class PlainField extends FieldCodec {
    private final ValueCodec values;
    private final boolean nullClears;
    private final Function<Message, Object> get;
    private final BiConsumer<Message.Builder, Object> set;

    PlainField(FieldDescriptor field, Accessors accessors) {
      super(field, accessors);
      this.values = ValueCodec.of(field, accessors);
      this.nullClears = field.getJavaType() == JavaType.BYTE_STRING;
      this.get = accessors.getter("get", field, suffix(field));
      this.set = accessors.setter("set", field, suffix(field));
    }

    @Override
    void writeValue(Message message, JsonGenerator out) throws IOException {
      values.write(get.apply(message), out);
    }

    @Override
    void read(JsonParser in, Message.Builder into) throws IOException {
      set.accept(into, values.read(in));
    }

    /// As Go: `null` leaves a value that cannot be absent as it is.
    @Override
    void clear(Message.Builder into) {
      if (nullClears) {
        super.clear(into);
      }
    }
  }

  /// An optional scalar or a wrapper message: `null` when absent.
  private static final class OptionalField extends FieldCodec {
    private final ValueCodec values;
    private final Function<Message, Object> has;
    private final Function<Message, Object> get;
    private final BiConsumer<Message.Builder, Object> set;

    OptionalField(FieldDescriptor field, Accessors accessors) {
      super(field, accessors);
      this.values = ValueCodec.of(field, accessors);
      this.has = accessors.getter("has", field, "");
      this.get = accessors.getter("get", field, suffix(field));
      this.set = accessors.setter("set", field, suffix(field));
    }

    @Override
    void writeValue(Message message, JsonGenerator out) throws IOException {
      if ((Boolean) has.apply(message)) {
        values.write(get.apply(message), out);
      } else {
        out.writeNull();
      }
    }

    @Override
    void read(JsonParser in, Message.Builder into) throws IOException {
      set.accept(into, values.read(in));
    }
  }

  private static final class MessageField extends FieldCodec {
    private final Function<Message, Object> has;
    private final Function<Message, Object> get;
    private final Function<Message.Builder, Object> builder;
    private final Message prototype;

    MessageField(FieldDescriptor field, Accessors accessors) {
      super(field, accessors);
      this.has = accessors.getter("has", field, "");
      this.get = accessors.getter("get", field, "");
      this.builder = accessors.builderGetter("get", field, "Builder");
      this.prototype = accessors.prototypeOf(field);
    }

    @Override
    void writeValue(Message message, JsonGenerator out) throws IOException {
      if ((Boolean) has.apply(message)) {
        MessageCodec.of(prototype).write((Message) get.apply(message), out);
      } else {
        out.writeNull();
      }
    }

    @Override
    void read(JsonParser in, Message.Builder into) throws IOException {
      MessageCodec.of(prototype).read(in, (Message.Builder) builder.apply(into));
    }
  }

  private static final class ListField extends FieldCodec {
    private final ValueCodec elements;
    private final Function<Message, Object> list;
    private final BiConsumer<Message.Builder, Object> add;

    ListField(FieldDescriptor field, Accessors accessors) {
      super(field, accessors);
      this.elements = ValueCodec.of(field, accessors);
      this.list = accessors.getter("get", field, suffix(field) + "List");
      this.add = accessors.setter("add", field, suffix(field));
    }

    @Override
    void writeValue(Message message, JsonGenerator out) throws IOException {
      List<?> values = (List<?>) list.apply(message);
      if (values.isEmpty()) {
        out.writeNull();
        return;
      }
      out.writeStartArray();
      for (int i = 0; i < values.size(); i++) {
        elements.write(values.get(i), out);
      }
      out.writeEndArray();
    }

    @Override
    void read(JsonParser in, Message.Builder into) throws IOException {
      if (in.currentToken() != JsonToken.START_ARRAY) {
        throw Mismatch.at(in, "a list or null");
      }
      clear(into);
      while (in.nextToken() != JsonToken.END_ARRAY) {
        add.accept(into, elements.readOrZero(in));
      }
    }
  }

  private static final class MapField extends FieldCodec {
    private final ValueCodec values;
    private final Function<Message, Object> map;
    private final Accessors.MapPut put;

    MapField(FieldDescriptor field, Accessors accessors) {
      super(field, accessors);
      this.values = ValueCodec.of(field, accessors);
      this.map = accessors.getter("get", field, "Map");
      this.put = accessors.put(field);
      if (field.getMessageType().findFieldByName("key").getJavaType() != JavaType.STRING) {
        throw new IllegalArgumentException(field + " (expected: a map with text keys)");
      }
    }

    @Override
    void write(Message message, JsonGenerator out) throws IOException {
      if (!entries(message).isEmpty()) {
        super.write(message, out);
      }
    }

    @Override
    void writeValue(Message message, JsonGenerator out) throws IOException {
      var sorted = new TreeMap<String, Object>(Texts.BY_CODE_POINT);
      sorted.putAll(entries(message));
      out.writeStartObject();
      for (Map.Entry<String, Object> entry : sorted.entrySet()) {
        out.writeFieldName(Texts.wellFormed(entry.getKey()));
        values.write(entry.getValue(), out);
      }
      out.writeEndObject();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> entries(Message message) {
      return (Map<String, Object>) map.apply(message);
    }

    @Override
    void read(JsonParser in, Message.Builder into) throws IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        throw Mismatch.at(in, "an object or null");
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = Texts.wellFormed(in.currentName());
        in.nextToken();
        put.put(into, key, values.readOrZero(in));
      }
    }
  }
}
