package im.common.notification;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/// Something that happened, to be told to those concerned (`reference/business-rules.md` 2).
///
/// @param contentType 1201 … 2200, see [NotificationKind]
/// @param sendID who did it
/// @param recvID the user told, or the group when the session is a group's
/// @param tips what is told; becomes the JSON text in the content's `detail`
/// @param sessionType overrides the session of the type's table row; null takes the row's
/// @param chatCopy overrides the configured `isSendMsg` (a copy that appears in the chat); null
///   takes the configuration's
/// @param senderProfile whether the sender's nickname and face are looked up and sent along
public record Notification(
    int contentType,
    String sendID,
    String recvID,
    Message tips,
    @Nullable Integer sessionType,
    @Nullable Boolean chatCopy,
    boolean senderProfile) {

  /// Checks that somebody sends and somebody receives: rpc-msg refuses anything else.
  public Notification {
    if (sendID.isEmpty() || recvID.isEmpty()) {
      throw new IllegalArgumentException(
          "notification %d from '%s' to '%s' (expected: two ids)"
              .formatted(contentType, sendID, recvID));
    }
  }

  /// Starts a notification of `contentType` from `sendID` to `recvID` with the table's and the
  /// configuration's settings.
  public static Builder of(int contentType, String sendID, String recvID, Message tips) {
    return new Builder(contentType, sendID, recvID, tips);
  }

  /// Collects what differs from the settings.
  public static final class Builder {
    private final int contentType;
    private final String sendID;
    private final String recvID;
    private final Message tips;
    private @Nullable Integer sessionType;
    private @Nullable Boolean chatCopy;
    private boolean senderProfile;

    private Builder(int contentType, String sendID, String recvID, Message tips) {
      this.contentType = contentType;
      this.sendID = sendID;
      this.recvID = recvID;
      this.tips = tips;
    }

    /// The session of types whose session is the caller's to say (1703, 2001, 2101, 2200).
    public Builder sessionType(int value) {
      sessionType = value;
      return this;
    }

    /// Whether a copy appears in the chat, in place of the configuration; null keeps the latter.
    public Builder chatCopy(@Nullable Boolean value) {
      chatCopy = value;
      return this;
    }

    /// Sends the sender's nickname and face along (1502, 1519).
    public Builder withSenderProfile() {
      senderProfile = true;
      return this;
    }

    /// The notification.
    public Notification build() {
      return new Notification(
          contentType, sendID, recvID, tips, sessionType, chatCopy, senderProfile);
    }
  }
}
