package im.api.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import im.api.edge.UnreadableBodyException;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.json.GoJson;
import im.common.json.JsonLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object whose fields are read by name and type (`reference/rest-api.md` 3.1, 3.3): keys
/// match exactly or without regard to case, absent and `null` are zero, types are not converted.
/// Whatever follows the object is ignored.
public final class JsonBody {
  private static final ObjectMapper MAPPER = JsonLimits.mapper();

  private final ObjectNode fields;

  private JsonBody(ObjectNode fields) {
    this.fields = fields;
  }

  /// Reads a request body.
  ///
  /// @throws UnreadableBodyException if it is no JSON object and not `null`
  public static JsonBody parse(byte[] body) {
    try {
      return new JsonBody(object(body));
    } catch (ImException e) {
      throw new UnreadableBodyException(e);
    }
  }

  /// Reads JSON from elsewhere than a request body.
  ///
  /// @throws ImException 1001 if it is no JSON object and not `null`
  public static JsonBody parseArgument(byte[] json) {
    return new JsonBody(object(json));
  }

  /// Binds a whole body to a message, as [GoJson#merge(byte\[\], Message.Builder, boolean)] does.
  ///
  /// @throws UnreadableBodyException if it does not fit
  public static void merge(byte[] body, Message.Builder into) {
    try {
      GoJson.merge(body, into, true);
    } catch (ImException e) {
      throw new UnreadableBodyException(e);
    }
  }

  private static ObjectNode object(byte[] body) {
    // As text, because Go replaces malformed UTF-8 where a parser of bytes would refuse it.
    String text = new String(body, StandardCharsets.UTF_8);
    JsonNode root;
    try (JsonParser parser = MAPPER.createParser(text)) {
      root = MAPPER.readTree(parser);
    } catch (JsonProcessingException _) {
      throw ErrorCode.ARGS.because("body: broken JSON (expected: a JSON object)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return switch (root) {
      case null -> throw ErrorCode.ARGS.because("body: empty (expected: a JSON object)");
      case MissingNode _ -> throw ErrorCode.ARGS.because("body: empty (expected: a JSON object)");
      case ObjectNode object -> object;
      case JsonNode node when node.isNull() -> MAPPER.createObjectNode();
      default -> throw ErrorCode.ARGS.because("body: no object (expected: a JSON object)");
    };
  }

  /// A text, empty when absent.
  public String text(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return "";
    }
    if (!value.isTextual()) {
      throw misfit(name, value, "a text");
    }
    return GoJson.wellFormed(value.textValue());
  }

  /// An integer of 32 bits, 0 when absent.
  public int int32(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw misfit(name, value, "an integer of 32 bits");
    }
    return value.intValue();
  }

  /// An integer of 64 bits, 0 when absent.
  public long int64(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw misfit(name, value, "an integer of 64 bits");
    }
    return value.longValue();
  }

  /// A flag, false when absent.
  public boolean flag(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw misfit(name, value, "true or false");
    }
    return value.booleanValue();
  }

  /// Whether the field is there and not `null`.
  public boolean has(String name) {
    return find(name) != null;
  }

  /// A list of texts, null when absent.
  public @Nullable List<String> texts(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isArray()) {
      throw misfit(name, value, "a list of texts");
    }
    List<String> texts = new ArrayList<>(value.size());
    for (JsonNode element : value) {
      if (!element.isTextual() && !element.isNull()) {
        throw misfit(name, element, "a text");
      }
      texts.add(element.isNull() ? "" : GoJson.wellFormed(element.textValue()));
    }
    return texts;
  }

  /// An object, null when absent.
  public @Nullable ObjectNode object(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof ObjectNode object)) {
      throw misfit(name, value, "an object");
    }
    return object;
  }

  /// Reads an object into `into`.
  ///
  /// @return false when absent
  public boolean message(String name, Message.Builder into) {
    ObjectNode object = object(name);
    if (object == null) {
      return false;
    }
    merge(object.toString().getBytes(StandardCharsets.UTF_8), into);
    return true;
  }

  private @Nullable JsonNode find(String name) {
    JsonNode value = fields.get(name);
    if (value == null) {
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        if (field.getKey().equalsIgnoreCase(name)) {
          value = field.getValue();
        }
      }
    }
    return value == null || value.isNull() ? null : value;
  }

  private static UnreadableBodyException misfit(String name, JsonNode value, String expected) {
    String shown = value.toString();
    return UnreadableBodyException.because(
        "%s: %s (expected: %s)"
            .formatted(
                name, shown.length() <= 64 ? shown : shown.substring(0, 64) + "…", expected));
  }
}
