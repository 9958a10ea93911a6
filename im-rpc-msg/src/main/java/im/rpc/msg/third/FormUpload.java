package im.rpc.msg.third;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.error.ErrorCode;
import im.common.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What the id of an upload by form carries: it was given out when the upload began and comes back
/// when it is complete (`reference/business-rules.md` 9.8). Nothing vouches for it, so its name is
/// checked again.
///
/// @param size bytes announced
/// @param key where the object is in the store
record FormUpload(String name, long size, String contentType, String group, String key) {
  private static final ObjectMapper JSON = JsonLimits.mapper();

  /// Reads an id; throws 1001 when it is none.
  static FormUpload parse(String id) {
    try {
      String text = new String(Base64.getDecoder().decode(id), StandardCharsets.UTF_8);
      JsonNode json = JSON.readTree(text);
      if (json.isObject()) {
        return new FormUpload(
            json.path("name").asText(),
            json.path("size").asLong(),
            json.path("contentType").asText(),
            json.path("group").asText(),
            json.path("key").asText());
      }
    } catch (IllegalArgumentException | JsonProcessingException _) {
      // Not an id: refused below like one that says something else.
    }
    throw ErrorCode.ARGS.because("id: " + id + " (expected: one that initiate_form_data gave)");
  }
}
