package im.rpc.conversation;

import im.common.message.ContentType;
import im.common.notification.Notification;
import im.proto.sdkws.ConversationSetPrivateTips;
import im.proto.sdkws.ConversationUpdateTips;
import java.util.Collection;
import java.util.function.Consumer;

/// What clients are told of their conversations (`reference/business-rules.md` 2.3, 8.3).
final class ConversationNotices {
  private final Consumer<Notification> sender;

  /// Hands each notification to `sender`, which must not fail because of the delivery.
  ConversationNotices(Consumer<Notification> sender) {
    this.sender = sender;
  }

  /// Tells each owner's devices that a conversation of his changed, so that they sync.
  void changed(Collection<String> ownerUserIDs, String conversationID) {
    for (String owner : ownerUserIDs) {
      ConversationUpdateTips tips =
          ConversationUpdateTips.newBuilder()
              .setUserID(owner)
              .addConversationIDList(conversationID)
              .build();
      sender.accept(Notification.of(ContentType.CONVERSATION_CHANGED, owner, owner, tips).build());
    }
  }

  /// Tells both sides that `ownerUserID` switched the private chat with `peerUserID` on or off.
  void setPrivate(String ownerUserID, String peerUserID, String conversationID, boolean isPrivate) {
    ConversationSetPrivateTips tips =
        ConversationSetPrivateTips.newBuilder()
            .setSendID(ownerUserID)
            .setRecvID(peerUserID)
            .setIsPrivate(isPrivate)
            .setConversationID(conversationID)
            .build();
    sender.accept(
        Notification.of(ContentType.CONVERSATION_PRIVATE_CHAT, ownerUserID, peerUserID, tips)
            .build());
  }
}
