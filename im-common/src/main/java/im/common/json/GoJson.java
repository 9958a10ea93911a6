package im.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import im.common.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/// Protobuf messages to and from the JSON that Go's `encoding/json` writes for them
/// (`reference/rest-api.md` chapter 3).
///
/// **Out**: keys are the proto names in the order of declaration; every field is written, except
/// maps that are empty; an empty list, empty bytes and an absent message are `null`; 64-bit values
/// are numbers; map keys are sorted; `<`, `>`, `&`, U+2028 and U+2029 are escaped.
///
/// **In**: keys match exactly or else without regard to case, unknown ones are ignored, of two
/// equal ones the last wins; integers are integer literals in range. Whatever does not fit is
/// refused with [ErrorCode#ARGS] and a text that names the field, the value and what was expected.
///
/// All methods are safe for use by any number of threads.
public final class GoJson {
  /// Recycling by a shared pool: a buffer per thread would be thrown away with each virtual thread.
  private static final JsonFactory FACTORY =
      JsonLimits.factory()
          .characterEscapes(new GoEscapes())
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .build();

  /// The order in which Go writes the keys of a map: that of their UTF-8 bytes.
  public static final Comparator<String> KEY_ORDER = Texts.BY_CODE_POINT;

  private GoJson() {}

  /// The message as UTF-8 JSON text.
  public static byte[] toBytes(Message message) {
    var out = new ByteArrayOutputStream(512);
    write(message, out);
    return out.toByteArray();
  }

  /// The message as JSON text.
  public static String toString(Message message) {
    return new String(toBytes(message), StandardCharsets.UTF_8);
  }

  /// Writes the message as UTF-8 JSON text and leaves `out` open.
  public static void write(Message message, OutputStream out) {
    try (JsonGenerator generator = generator(out)) {
      write(message, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the message as one JSON value at the generator's position, so that it can be embedded
  /// in hand-written JSON.
  public static void write(Message message, JsonGenerator generator) throws IOException {
    MessageCodec.of(message).write(message, generator);
  }

  /// Writes key and value of one field into the current object, as [#write(Message, JsonGenerator)]
  /// does among the others.
  public static void writeField(Message message, FieldDescriptor field, JsonGenerator generator)
      throws IOException {
    MessageCodec.of(message).field(field).write(message, generator);
  }

  /// The text with every half of a surrogate pair replaced by U+FFFD, as Go reads and writes it;
  /// what is given to [#generator(OutputStream)] must have none.
  public static String wellFormed(String text) {
    return Texts.wellFormed(text);
  }

  /// A generator of UTF-8 JSON text with Go's escaping; closing it leaves `out` open.
  public static JsonGenerator generator(OutputStream out) throws IOException {
    JsonGenerator generator = FACTORY.createGenerator(out);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    return generator;
  }

  /// Reads a body that must be exactly one JSON value, see [#merge(byte\[\], Message.Builder,
  /// boolean)].
  public static void merge(byte[] json, Message.Builder into) {
    merge(json, into, false);
  }

  /// Reads UTF-8 JSON text into `into`. The body `null` changes nothing, an empty one is an error.
  ///
  /// @param trailingAllowed whether anything may follow the value, as on the composite routes
  /// @throws im.common.error.ImException 1001 when the text is not JSON or does not fit the message
  public static void merge(byte[] json, Message.Builder into, boolean trailingAllowed) {
    // As text, because Go replaces malformed UTF-8 where a parser of bytes would refuse it.
    String text = new String(json, StandardCharsets.UTF_8);
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw ErrorCode.ARGS.because("body: empty (expected: a JSON object)");
      }
      if (first != JsonToken.VALUE_NULL) {
        MessageCodec.of(into.getDefaultInstanceForType()).read(parser, into);
      }
      if (!trailingAllowed && parser.nextToken() != null) {
        throw ErrorCode.ARGS.because(
            "body: more text at column %d (expected: one JSON object)"
                .formatted(parser.currentTokenLocation().getColumnNr()));
      }
    } catch (JsonProcessingException e) {
      throw ErrorCode.ARGS.because(whereBroken(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String whereBroken(JsonProcessingException e) {
    var at = e.getLocation();
    return at == null
        ? "body: broken JSON (expected: a JSON object)"
        : "body: broken JSON at line %d, column %d (expected: a JSON object)"
            .formatted(at.getLineNr(), at.getColumnNr());
  }
}
