package im.common.error;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of application errors: code, and the text that clients receive with it
/// (`reference/error-codes.tsv`). Throw one with [#because(String)].
public enum ErrorCode {
  INTERNAL(500, "ServerInternalError"),
  TOO_MANY_REQUESTS(429, "too many requests, please try again later"),
  ARGS(1001, "ArgsError"),
  NO_PERMISSION(1002, "NoPermissionError"),
  DUPLICATE_KEY(1003, "DuplicateKeyError"),
  RECORD_NOT_FOUND(1004, "RecordNotFoundError"),
  SECRET_NOT_CHANGED(
      1050, "secret not changed, please change secret in config/share.yml for security reasons"),
  USER_ID_NOT_FOUND(1101, "UserIDNotFoundError"),
  REGISTERED_ALREADY(1102, "RegisteredAlreadyError"),
  GROUP_ID_NOT_FOUND(1201, "GroupIDNotFoundError"),
  GROUP_ID_EXISTED(1202, "GroupIDExisted"),
  NOT_IN_GROUP_YET(1203, "NotInGroupYetError"),
  DISMISSED_ALREADY(1204, "DismissedAlreadyError"),
  GROUP_TYPE_NOT_SUPPORT(1205, ""),
  GROUP_REQUEST_HANDLED(1206, "GroupRequestHandled"),
  CAN_NOT_ADD_YOURSELF(1301, "CanNotAddYourselfError"),
  BLOCKED_BY_PEER(1302, "BlockedByPeer"),
  NOT_PEERS_FRIEND(1303, "NotPeersFriend"),
  RELATIONSHIP_ALREADY(1304, "RelationshipAlreadyError"),
  FRIEND_REQUEST_HANDLED(1305, "FriendRequestHandled"),
  MESSAGE_HAS_READ_DISABLE(1401, "MessageHasReadDisable"),
  MUTED_IN_GROUP(1402, "MutedInGroup"),
  MUTED_GROUP(1403, "MutedGroup"),
  MSG_ALREADY_REVOKE(1404, "MsgAlreadyRevoke"),
  TOKEN_EXPIRED(1501, "TokenExpiredError"),
  TOKEN_INVALID(1502, "TokenInvalidError"),
  TOKEN_MALFORMED(1503, "TokenMalformedError"),
  TOKEN_NOT_VALID_YET(1504, "TokenNotValidYetError"),
  TOKEN_UNKNOWN(1505, "TokenUnknownError"),
  TOKEN_KICKED(1506, "TokenKickedError"),
  TOKEN_NOT_EXIST(1507, "TokenNotExistError"),
  CONN_OVER_MAX_NUM_LIMIT(1601, "ConnOverMaxNumLimit"),
  CONN_ARGS(1602, "args err, need token, sendID, platformID"),
  PUSH_MSG(1603, "push msg err"),
  IOS_BACKGROUND_PUSH(1604, "ios background push err"),
  FILE_UPLOADED_EXPIRED(1701, "FileUploadedExpiredError"),
  CALLBACK(80000, "CallbackError"),
  DATABASE(90002, "DatabaseError"),
  NETWORK(90004, "NetworkError"),
  DATA(90007, "DataError");

  private static final Map<Integer, ErrorCode> BY_CODE = new HashMap<>();

  static {
    for (ErrorCode code : values()) {
      BY_CODE.put(code.code, code);
    }
  }

  private final int code;
  private final String text;

  ErrorCode(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The number that clients compare.
  public int code() {
    return code;
  }

  /// The text of the answer's `errMsg`.
  public String text() {
    return text;
  }

  /// An error of this code; `detail` names the value and what was expected of it.
  public ImException because(String detail) {
    return new ImException(code, text, detail);
  }

  /// An error of this code that needs no detail.
  public ImException bare() {
    return new ImException(code, text, "");
  }

  /// The entry of a code, or null when the table has none (a webhook may answer any code).
  public static @Nullable ErrorCode of(int code) {
    return BY_CODE.get(code);
  }
}
