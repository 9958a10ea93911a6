package im.rpc.user.command;

import im.common.error.ErrorCode;
import im.common.mongo.Mongo;
import im.common.notification.Outbox;
import im.proto.user.processUserCommandAddReq;
import im.proto.user.processUserCommandDeleteReq;
import im.proto.user.processUserCommandUpdateReq;
import im.rpc.user.notice.UserNotices;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bson.Document;

/// Keeps user commands; the user's devices are told of each change. That users reach their own
/// alone is the access table's matter.
public final class UserCommands {
  private static final String ADDED = "command.added";
  private static final String UPDATED = "command.updated";
  private static final String DELETED = "command.deleted";

  private final UserCommandStore store;
  private final UserNotices notices;
  private final Outbox outbox;
  private final Clock clock;

  /// Keeps them in `mongo`, with the time of `clock`.
  public UserCommands(Mongo mongo, UserNotices notices, Outbox outbox, Clock clock) {
    store = new UserCommandStore(mongo);
    this.notices = notices;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done. The notices say no more than that
  /// something changed, so they may also come when nothing did.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(
        ADDED, facts -> told(facts, notices::commandAdded),
        UPDATED, facts -> told(facts, notices::commandUpdated),
        DELETED, facts -> told(facts, notices::commandDeleted));
  }

  private static boolean told(Document facts, Consumer<String> notice) {
    notice.accept(facts.getString("user"));
    return true;
  }

  /// Stores a command; one of the same type and uuid is replaced.
  public void add(processUserCommandAddReq asked) {
    UserCommand command =
        new UserCommand(
            asked.getType(),
            asked.getUuid(),
            asked.getValue().getValue(),
            asked.getEx().getValue(),
            clock.instant().getEpochSecond());
    outbox.keep(
        ADDED,
        new Document("user", asked.getUserID()),
        () -> {
          store.put(asked.getUserID(), command);
          notices.commandAdded(asked.getUserID());
        });
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
    boolean found =
        outbox.keep(
            UPDATED,
            new Document("user", asked.getUserID()),
            () -> {
              boolean updated =
                  store.update(asked.getUserID(), asked.getType(), asked.getUuid(), fields);
              if (updated) {
                notices.commandUpdated(asked.getUserID());
              }
              return updated;
            });
    requireFound(found);
  }

  /// Deletes a command. Throws 1004 when there is none.
  public void delete(processUserCommandDeleteReq asked) {
    boolean found =
        outbox.keep(
            DELETED,
            new Document("user", asked.getUserID()),
            () -> {
              boolean deleted = store.delete(asked.getUserID(), asked.getType(), asked.getUuid());
              if (deleted) {
                notices.commandDeleted(asked.getUserID());
              }
              return deleted;
            });
    requireFound(found);
  }

  private static void requireFound(boolean found) {
    if (!found) {
      throw ErrorCode.RECORD_NOT_FOUND.bare();
    }
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
