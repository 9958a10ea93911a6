package im.rpc.user.profile;

import im.common.cache.GoStruct;
import im.common.cache.ValueFormat;

/// A user under `USER_INFO:<userID>` in Redis: the reference's struct in JSON, with its Go field
/// names and the time as RFC 3339 (`reference/redis-keys.tsv`).
public final class UserFormat implements ValueFormat<User> {
  @Override
  public String write(User user) {
    return GoStruct.empty()
        .put("UserID", user.userID())
        .put("Nickname", user.nickname())
        .put("FaceURL", user.faceURL())
        .put("Ex", user.ex())
        .put("AppMangerLevel", user.appMangerLevel())
        .put("GlobalRecvMsgOpt", user.globalRecvMsgOpt())
        .put("CreateTime", GoStruct.time(user.createTime()))
        .toString();
  }

  @Override
  public User read(String text) {
    GoStruct user = GoStruct.parse(text, "UserID");
    return new User(
        user.text("UserID"),
        user.text("Nickname"),
        user.text("FaceURL"),
        user.text("Ex"),
        user.number("AppMangerLevel"),
        user.number("GlobalRecvMsgOpt"),
        user.millis("CreateTime"));
  }
}
