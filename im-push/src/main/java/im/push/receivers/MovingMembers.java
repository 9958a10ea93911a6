package im.push.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import im.common.json.JsonLimits;
import im.common.message.ContentType;
import im.proto.sdkws.MsgData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Those whom a notification reports to have left or come: the ones are members no more but are to
/// be told (`reference/pipeline-storage.md` 7.4), of the others the list that is kept here may not
/// know yet.
final class MovingMembers {
  private static final Logger log = LoggerFactory.getLogger(MovingMembers.class);
  private static final JsonMapper JSON = JsonLimits.mapper();

  private MovingMembers() {}

  /// User ids named by a quit (1504), kick (1508), invitation (1509) or entry (1510); empty for
  /// every other message.
  static List<String> of(MsgData message) {
    return switch (message.getContentType()) {
      case ContentType.MEMBER_QUIT -> userIDs(message, "quitUser");
      case ContentType.MEMBER_KICKED -> userIDs(message, "kickedUserList");
      case ContentType.MEMBER_INVITED -> userIDs(message, "invitedUserList");
      case ContentType.MEMBER_ENTER -> userIDs(message, "entrantUser");
      default -> List.of();
    };
  }

  /// Notification content is JSON whose `detail` is the JSON text of the tips message.
  private static List<String> userIDs(MsgData message, String field) {
    List<String> found = new ArrayList<>();
    try {
      JsonNode content = JSON.readTree(message.getContent().toByteArray());
      JsonNode users = JSON.readTree(content.path("detail").asText()).path(field);
      if (users.isArray()) {
        users.forEach(user -> addID(found, user));
      } else {
        addID(found, users);
      }
    } catch (IOException e) {
      // The members still get their message; a client may send any content under these types.
      log.warn(
          "message {}: content of type {} is no notification: {}",
          message.getServerMsgID(),
          message.getContentType(),
          e.getClass().getSimpleName());
    }
    return found;
  }

  private static void addID(List<String> found, JsonNode user) {
    String userID = user.path("userID").asText();
    if (!userID.isEmpty()) {
      found.add(userID);
    }
  }
}
