package im.api.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.api.edge.UnreadableBodyException;
import im.common.json.GoJson;
import im.common.json.GoNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Writes a JSON tree as Go writes one that it read without a type: keys sorted, unknown ones kept,
/// numbers as 64-bit floating point (`reference/rest-api.md` 4.1.1).
final class ContentText {
  private ContentText() {}

  /// The tree as JSON text.
  ///
  /// @throws UnreadableBodyException if a number is out of range
  static String of(JsonNode tree) {
    return text(out -> write(tree, out));
  }

  /// `{"key":"value"}`.
  static String ofField(String key, String value) {
    return text(out -> {
      out.writeStartObject();
      out.writeStringField(key, GoJson.wellFormed(value));
      out.writeEndObject();
    });
  }

  /// `{"key":..,"data":..}`.
  static String ofKeyAndData(String key, String data) {
    return text(out -> {
      out.writeStartObject();
      out.writeStringField("key", key);
      out.writeStringField("data", data);
      out.writeEndObject();
    });
  }

  private interface Writer {
    void write(JsonGenerator out) throws IOException;
  }

  private static String text(Writer writer) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = GoJson.generator(bytes)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode node, JsonGenerator out) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject((ObjectNode) node, out);
      case ARRAY -> {
        out.writeStartArray();
        for (JsonNode element : node) {
          write(element, out);
        }
        out.writeEndArray();
      }
      case NUMBER -> writeNumber(node.doubleValue(), out);
      case STRING -> out.writeString(GoJson.wellFormed(node.textValue()));
      case BOOLEAN -> out.writeBoolean(node.booleanValue());
      default -> out.writeNull();
    }
  }

  private static void writeObject(ObjectNode object, JsonGenerator out) throws IOException {
    var sorted = new TreeMap<String, JsonNode>(GoJson.KEY_ORDER);
    object.properties().forEach(e -> sorted.put(GoJson.wellFormed(e.getKey()), e.getValue()));
    out.writeStartObject();
    for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
      out.writeFieldName(field.getKey());
      write(field.getValue(), out);
    }
    out.writeEndObject();
  }

  private static void writeNumber(double number, JsonGenerator out) throws IOException {
    if (Double.isInfinite(number)) {
      throw UnreadableBodyException.because("content: a number out of range (expected: 64 bits)");
    }
    out.writeNumber(GoNumbers.json(number));
  }
}
