package im.standalone.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import im.proto.sdkws.MsgData;
import im.standalone.e2e.ChatUser;

/// A notification as a device received it.
///
/// @param conversationID the notification conversation it came in; empty for its copy in the chat
/// @param message what was pushed
/// @param tips the JSON inside `detail`
record Told(String conversationID, MsgData message, JsonNode tips) {
  private static final JsonMapper JSON = new JsonMapper();

  static Told of(ChatUser.Pushed pushed) {
    return new Told(
        pushed.conversationID(), pushed.message(), json(content(pushed).path("detail").asText()));
  }

  /// A member of the tips, by its JSON pointer.
  String text(String pointer) {
    return tips.at(pointer).asText();
  }

  /// A number of the tips, by its JSON pointer.
  long number(String pointer) {
    return tips.at(pointer).asLong();
  }

  private static JsonNode content(ChatUser.Pushed pushed) {
    return json(pushed.message().getContent().toStringUtf8());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
