package im.rpc.user.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.cache.ValueFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// A user under `USER_INFO:<userID>` in Redis: the reference's struct in JSON, with its Go field
/// names and the time as RFC 3339 (`reference/redis-keys.tsv`).
public final class UserFormat implements ValueFormat<User> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String write(User user) {
    return JSON.createObjectNode()
        .put("UserID", user.userID())
        .put("Nickname", user.nickname())
        .put("FaceURL", user.faceURL())
        .put("Ex", user.ex())
        .put("AppMangerLevel", user.appMangerLevel())
        .put("GlobalRecvMsgOpt", user.globalRecvMsgOpt())
        .put("CreateTime", Instant.ofEpochMilli(user.createTime()).toString())
        .toString();
  }

  @Override
  public User read(String text) {
    try {
      JsonNode user = JSON.readTree(text);
      if (user.path("UserID").asText().isEmpty()) {
        throw new IllegalArgumentException("UserID: missing (expected: an id)");
      }
      return new User(
          user.path("UserID").asText(),
          user.path("Nickname").asText(),
          user.path("FaceURL").asText(),
          user.path("Ex").asText(),
          user.path("AppMangerLevel").asInt(),
          user.path("GlobalRecvMsgOpt").asInt(),
          OffsetDateTime.parse(user.path("CreateTime").asText()).toInstant().toEpochMilli());
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("cached user: not readable", e);
    }
  }
}
