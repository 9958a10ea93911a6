package im.rpc.conversation.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.proto.conversation.Conversation;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.UpdateConversationReq;
import im.proto.wrappers.BoolValue;
import im.proto.wrappers.Int32Value;
import im.proto.wrappers.Int64Value;
import im.proto.wrappers.StringValue;
import org.junit.jupiter.api.Test;

class SettingChangesTest {
  private static final Conversation OF_CLIENTS =
      Conversation.newBuilder()
          .setRecvMsgOpt(1)
          .setIsPinned(true)
          .setAttachedInfo("info")
          .setEx("ex")
          .setBurnDuration(2)
          .setGroupAtType(3)
          .setMsgDestructTime(4)
          .setIsMsgDestruct(true)
          .build();

  @Test
  void clientsSetNeitherLimitsNorPrivacy() {
    ConversationReq request =
        ConversationReq.newBuilder()
            .setRecvMsgOpt(number(1))
            .setIsPinned(flag(true))
            .setAttachedInfo(text("info"))
            .setIsPrivateChat(flag(true))
            .setEx(text("ex"))
            .setBurnDuration(number(2))
            .setMinSeq(longNumber(5))
            .setMaxSeq(longNumber(6))
            .setGroupAtType(number(3))
            .setMsgDestructTime(longNumber(4))
            .setIsMsgDestruct(flag(true))
            .build();
    assertThat(SettingChanges.of(request).applyTo(Conversation.getDefaultInstance()))
        .isEqualTo(OF_CLIENTS);
  }

  @Test
  void servicesSetEverything() {
    UpdateConversationReq request =
        UpdateConversationReq.newBuilder()
            .setRecvMsgOpt(number(1))
            .setIsPinned(flag(true))
            .setAttachedInfo(text("info"))
            .setIsPrivateChat(flag(true))
            .setEx(text("ex"))
            .setBurnDuration(number(2))
            .setMinSeq(longNumber(5))
            .setMaxSeq(longNumber(6))
            .setGroupAtType(number(3))
            .setMsgDestructTime(longNumber(4))
            .setIsMsgDestruct(flag(true))
            .setLatestMsgDestructTime(longNumber(7))
            .build();
    assertThat(SettingChanges.of(request).applyTo(Conversation.getDefaultInstance()))
        .isEqualTo(
            OF_CLIENTS.toBuilder()
                .setIsPrivateChat(true)
                .setMinSeq(5)
                .setMaxSeq(6)
                .setLatestMsgDestructTime(7)
                .build());
  }

  @Test
  void anEmptyValueIsOneAndNoneChangesNothing() {
    ConversationReq emptied =
        ConversationReq.newBuilder().setEx(text("")).setIsPinned(flag(false)).build();
    assertThat(SettingChanges.of(emptied).applyTo(OF_CLIENTS))
        .isEqualTo(OF_CLIENTS.toBuilder().setEx("").setIsPinned(false).build());
    assertThat(SettingChanges.of(ConversationReq.getDefaultInstance()).isEmpty()).isTrue();
  }

  private static Int32Value number(int value) {
    return Int32Value.newBuilder().setValue(value).build();
  }

  private static Int64Value longNumber(long value) {
    return Int64Value.newBuilder().setValue(value).build();
  }

  private static BoolValue flag(boolean value) {
    return BoolValue.newBuilder().setValue(value).build();
  }

  private static StringValue text(String value) {
    return StringValue.newBuilder().setValue(value).build();
  }
}
