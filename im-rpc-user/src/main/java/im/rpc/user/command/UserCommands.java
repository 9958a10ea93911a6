package im.rpc.user.command;

import im.common.error.ErrorCode;
import im.common.mongo.Mongo;
import im.proto.user.processUserCommandAddReq;
import im.proto.user.processUserCommandDeleteReq;
import im.proto.user.processUserCommandUpdateReq;
import im.rpc.user.notice.UserNotices;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Keeps user commands; the user's devices are told of each change. That users reach their own
/// alone is the access table's matter.
public final class UserCommands {
  private final UserCommandStore store;
  private final UserNotices notices;
  private final Clock clock;

  /// Keeps them in `mongo`, with the time of `clock`.
  public UserCommands(Mongo mongo, UserNotices notices, Clock clock) {
    store = new UserCommandStore(mongo);
    this.notices = notices;
    this.clock = clock;
  }

  /// Stores a command; one of the same type and uuid is replaced.
  public void add(processUserCommandAddReq asked) {
    store.put(
        asked.getUserID(),
        new UserCommand(
            asked.getType(),
            asked.getUuid(),
            asked.getValue().getValue(),
            asked.getEx().getValue(),
            clock.instant().getEpochSecond()));
    notices.commandAdded(asked.getUserID());
  }

  /// Sets what `asked` names of value and ex; naming nothing changes nothing. Throws 1004 when
  /// there is no such command.
  public void update(processUserCommandUpdateReq asked) {
    Map<String, String> fields = new HashMap<>();
    if (asked.hasValue()) {
      fields.put("value", asked.getValue().getValue());
    }
    if (asked.hasEx()) {
      fields.put("ex", asked.getEx().getValue());
    }
    if (fields.isEmpty()) {
      return;
    }
    if (!store.update(asked.getUserID(), asked.getType(), asked.getUuid(), fields)) {
      throw ErrorCode.RECORD_NOT_FOUND.bare();
    }
    notices.commandUpdated(asked.getUserID());
  }

  /// Deletes a command. Throws 1004 when there is none.
  public void delete(processUserCommandDeleteReq asked) {
    if (!store.delete(asked.getUserID(), asked.getType(), asked.getUuid())) {
      throw ErrorCode.RECORD_NOT_FOUND.bare();
    }
    notices.commandDeleted(asked.getUserID());
  }

  /// The user's commands of a type.
  public List<UserCommand> ofType(String userID, int type) {
    return store.ofType(userID, type);
  }

  /// All commands of the user.
  public List<UserCommand> all(String userID) {
    return store.all(userID);
  }
}
