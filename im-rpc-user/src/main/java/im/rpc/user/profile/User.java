package im.rpc.user.profile;

import im.proto.sdkws.UserInfo;
import java.util.Date;
import org.bson.Document;

/// A user as stored.
///
/// @param appMangerLevel 0 and 1 users, 2 app admins, 3 notification accounts, 4 robots
/// @param globalRecvMsgOpt 0 receives, 1 receives nothing, 2 receives without offline push
/// @param createTime unix milliseconds
public record User(
    String userID,
    String nickname,
    String faceURL,
    String ex,
    int appMangerLevel,
    int globalRecvMsgOpt,
    long createTime) {
  static final String USER_ID = "user_id";
  static final String NICKNAME = "nickname";
  static final String FACE_URL = "face_url";
  static final String EX = "ex";
  static final String LEVEL = "app_manger_level";
  static final String RECV_OPT = "global_recv_msg_opt";
  static final String CREATE_TIME = "create_time";

  static User of(Document row) {
    Date created = row.getDate(CREATE_TIME);
    return new User(
        row.get(USER_ID, ""),
        row.get(NICKNAME, ""),
        row.get(FACE_URL, ""),
        row.get(EX, ""),
        row.get(LEVEL, 0),
        row.get(RECV_OPT, 0),
        created == null ? 0 : created.getTime());
  }

  Document toRow() {
    return new Document(USER_ID, userID)
        .append(NICKNAME, nickname)
        .append(FACE_URL, faceURL)
        .append(EX, ex)
        .append(LEVEL, appMangerLevel)
        .append(RECV_OPT, globalRecvMsgOpt)
        .append(CREATE_TIME, new Date(createTime));
  }

  /// What clients see of the user.
  public UserInfo toInfo() {
    return UserInfo.newBuilder()
        .setUserID(userID)
        .setNickname(nickname)
        .setFaceURL(faceURL)
        .setEx(ex)
        .setCreateTime(createTime)
        .setAppMangerLevel(appMangerLevel)
        .setGlobalRecvMsgOpt(globalRecvMsgOpt)
        .build();
  }
}
