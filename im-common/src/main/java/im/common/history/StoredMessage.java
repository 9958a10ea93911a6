package im.common.history;

import im.proto.sdkws.MsgData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One slot of a message document: the message and what was done to it afterwards. Each part can be
/// there without the others: a message may be revoked or deleted before it is stored.
///
/// @param message the message as sent, null when it is not stored (yet) or was physically deleted
/// @param revoke who took it back, null when nobody did
/// @param deletedFor users who deleted it for themselves
/// @param isRead whether the receiver of a single chat has read it
public record StoredMessage(
    @Nullable MsgData message, @Nullable Revoke revoke, List<String> deletedFor, boolean isRead) {
  /// Nothing was ever written here.
  public static final StoredMessage EMPTY = new StoredMessage(null, null, List.of(), false);

  /// Who took a message back.
  ///
  /// @param role app level of the revoker in a single chat, role in a group
  /// @param timeMs when, ms
  public record Revoke(int role, String userID, String nickname, long timeMs) {}

  /// A slot that holds only a message.
  public static StoredMessage of(MsgData message) {
    return new StoredMessage(message, null, List.of(), false);
  }
}
