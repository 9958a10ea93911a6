package im.api.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Descriptors.FieldDescriptor;
import im.common.json.GoJson;
import im.proto.sdkws.MsgData;
import java.io.IOException;
import java.util.Set;

/// What the sending routes answer about one message (`reference/rest-api.md` 4.1.2).
///
/// @param modify what a webhook changed; the empty message when nothing
record SentMessage(String serverMsgID, String clientMsgID, long sendTime, MsgData modify) {
  private static final Set<String> NEVER_MODIFIED =
      Set.of("serverMsgID", "clientMsgID", "sendTime");

  /// Writes the fields of the answer into the current object.
  void writeFields(JsonGenerator out) throws IOException {
    out.writeStringField("serverMsgID", serverMsgID);
    out.writeStringField("clientMsgID", clientMsgID);
    out.writeNumberField("sendTime", sendTime);
  }

  /// Writes `modify` into the current object, or nothing when nothing was modified.
  void writeModify(JsonGenerator out) throws IOException {
    if (modify.equals(MsgData.getDefaultInstance())) {
      return;
    }
    out.writeObjectFieldStart("modify");
    for (FieldDescriptor field : modify.getAllFields().keySet()) {
      if (field.getName().equals("content")) {
        out.writeStringField("content", GoJson.wellFormed(modify.getContent().toStringUtf8()));
      } else if (!NEVER_MODIFIED.contains(field.getName())) {
        GoJson.writeField(modify, field, out);
      }
    }
    out.writeEndObject();
  }
}
