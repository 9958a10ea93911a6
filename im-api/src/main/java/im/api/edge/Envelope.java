package im.api.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import im.common.error.ImException;
import im.common.http.HttpResponse;
import im.common.json.GoJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The one JSON object that all answers are wrapped in (`reference/rest-api.md` 1.1).
public final class Envelope {
  private static final String CONTENT_TYPE = "application/json";

  private Envelope() {}

  /// Writes the value of the key `data`.
  @FunctionalInterface
  public interface Data {
    /// Writes exactly one JSON value.
    void write(JsonGenerator out) throws IOException;
  }

  /// Success with nothing to show: no key `data`.
  public static Reply success() {
    return enveloped(200, 0, "", "", null);
  }

  /// Success with a response message; a type without fields has nothing to show.
  public static Reply success(Message response) {
    return response.getDescriptorForType().getFields().isEmpty()
        ? success()
        : success(out -> GoJson.write(response, out));
  }

  /// Success with hand-written data.
  public static Reply success(Data data) {
    return enveloped(200, 0, "", "", data);
  }

  /// An error, which never has data.
  public static Reply failure(int httpStatus, ImException error) {
    return enveloped(httpStatus, error.code(), error.text(), error.detail(), null);
  }

  private static Reply enveloped(
      int httpStatus, int code, String text, String detail, @Nullable Data data) {
    var body = new ByteArrayOutputStream(256);
    try (JsonGenerator out = GoJson.generator(body)) {
      out.writeStartObject();
      out.writeNumberField("errCode", code);
      out.writeStringField("errMsg", GoJson.wellFormed(text));
      out.writeStringField("errDlt", GoJson.wellFormed(detail));
      if (data != null) {
        out.writeFieldName("data");
        data.write(out);
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Reply(HttpResponse.of(httpStatus, CONTENT_TYPE, body.toByteArray()), code);
  }
}
