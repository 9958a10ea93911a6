package im.rpc.user.profile;

import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.text;
import static im.common.mongo.DocumentFields.time;

import im.proto.sdkws.UserInfo;
import java.util.Date;
import org.bson.Document;

/// A user as stored.
///
/// @param appMangerLevel 0 and 1 users, 2 app admins, 3 notification accounts, 4 robots
/// @param globalRecvMsgOpt a [im.common.message.ReceiveOption]
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
    return new User(
        text(row, USER_ID),
        text(row, NICKNAME),
        text(row, FACE_URL),
        text(row, EX),
        integer(row, LEVEL),
        integer(row, RECV_OPT),
        time(row, CREATE_TIME));
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
