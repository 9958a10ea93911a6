package im.common.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import im.common.config.ConfigLoader;
import im.common.config.NotificationConfig;
import im.common.message.ConversationIDs;
import im.common.message.MessageSize;
import im.common.notification.NotificationComposer.Setting;
import im.common.testing.SettableClock;
import im.proto.sdkws.GroupCreatedTips;
import im.proto.sdkws.GroupDismissedTips;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoSetAnnouncementTips;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfoUpdatedTips;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotificationComposerTest {
  private static final UserInfoUpdatedTips TIPS =
      UserInfoUpdatedTips.newBuilder().setUserID("u1").build();

  private final NotificationConfig config = ConfigLoader.defaults(Map.of()).notification();
  private final NotificationComposer composer =
      new NotificationComposer(
          type -> Setting.of(config, type), new SettableClock(Instant.ofEpochMilli(1234)));

  @Test
  void contentIsTheTipsAsTextInDetail() {
    MsgData message =
        composer.compose(
            Notification.of(
                    1511,
                    "u1",
                    "g1",
                    GroupDismissedTips.newBuilder()
                        .setGroup(GroupInfo.newBuilder().setGroupID("g1").setGroupName("<a>"))
                        .build())
                .build());

    String content = message.getContent().toStringUtf8();
    assertThat(content)
        .startsWith("{\"detail\":\"{\\\"group\\\":{\\\"groupID\\\":\\\"g1\\\"")
        .contains("\\\\u003ca\\\\u003e")
        .endsWith("\\\"opUser\\\":null,\\\"operationTime\\\":0}\"}");
  }

  @Test
  void whatIsTooLargeForAMessageIsToldWithoutLongTexts() {
    String longest = "<".repeat(16_384);
    GroupInfo group =
        GroupInfo.newBuilder()
            .setGroupID("g1")
            .setGroupName("name")
            .setIntroduction(longest)
            .setNotification(longest)
            .setFaceURL(longest)
            .setEx(longest)
            .build();
    GroupCreatedTips.Builder created = GroupCreatedTips.newBuilder().setGroup(group);
    for (int i = 0; i < 1000; i++) {
      created.addMemberListBuilder().setUserID("u" + i).setNickname("&".repeat(256));
    }
    MsgData founded = composer.compose(Notification.of(1501, "u0", "g1", created.build()).build());
    assertThat(founded.getSerializedSize()).isLessThan(MessageSize.MAX_BYTES);
    assertThat(founded.getContent().toStringUtf8()).contains("u49").doesNotContain("u50");

    MsgData dismissed =
        composer.compose(
            Notification.of(
                    1511, "u0", "g1", GroupDismissedTips.newBuilder().setGroup(group).build())
                .build());
    assertThat(dismissed.getContent().toStringUtf8()).contains("g1", "name").hasSizeLessThan(1000);
  }

  @Test
  void anAnnouncementKeepsItsText() {
    GroupInfo group =
        GroupInfo.newBuilder()
            .setGroupID("g1")
            .setNotification("text".repeat(4_096))
            .setIntroduction("<".repeat(16_384))
            .build();
    MsgData announced =
        composer.compose(
            Notification.of(
                    1519,
                    "u0",
                    "g1",
                    GroupInfoSetAnnouncementTips.newBuilder().setGroup(group).build())
                .build());
    assertThat(announced.getContent().toStringUtf8())
        .contains(group.getNotification())
        .doesNotContain("003c");
  }

  @Test
  void aGroupIsNamedTwiceAndTheSendTimeIsLeftToTheMessageService() {
    MsgData message = composer.compose(Notification.of(1501, "u1", "g1", TIPS).build());

    assertThat(message.getSessionType()).isEqualTo(3);
    assertThat(message.getGroupID()).isEqualTo("g1");
    assertThat(message.getRecvID()).isEqualTo("g1");
    assertThat(message.getMsgFrom()).isEqualTo(200);
    assertThat(message.getCreateTime()).isEqualTo(1234);
    assertThat(message.getSendTime()).isZero();
    assertThat(message.getClientMsgID()).matches("[0-9a-f]{32}");
    assertThat(ConversationIDs.of(message)).isEqualTo("n_g1");
  }

  @Test
  void everyOptionIsNamedSinceAMissingOneCountsAsOn() {
    MsgData message = composer.compose(Notification.of(1303, "u1", "u1", TIPS).build());

    assertThat(message.getOptionsMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                entry("isNotNotification", false),
                entry("isSendMsg", false),
                entry("history", false),
                entry("persistent", false),
                entry("offlinePush", false),
                entry("unreadCount", false),
                entry("conversationUpdate", false),
                entry("senderSync", true),
                entry("notPrivate", false),
                entry("senderConversationUpdate", false),
                entry("reactionFromCache", false)));
  }

  @Test
  void theConfigurationSaysWhetherTheChatShowsIt() {
    MsgData shown = composer.compose(Notification.of(1501, "u1", "g1", TIPS).build());
    MsgData hidden =
        composer.compose(Notification.of(1501, "u1", "g1", TIPS).chatCopy(false).build());

    assertThat(shown.getOptionsMap())
        .contains(entry("isSendMsg", true), entry("unreadCount", true));
    assertThat(hidden.getOptionsMap())
        .contains(entry("isSendMsg", false), entry("unreadCount", false));
    assertThat(shown.getOfflinePushInfo().getTitle()).isEqualTo("create group title");
  }

  @Test
  void offlinePushFollowsTheConfiguration() {
    MsgData message = composer.compose(Notification.of(1503, "u1", "u2", TIPS).build());

    assertThat(message.getOptionsMap()).contains(entry("offlinePush", true));
    assertThat(message.getSessionType()).isEqualTo(1);
    assertThat(message.getGroupID()).isEmpty();
  }

  @Test
  void aTypeThatIsNotConfiguredIsNotShown() {
    MsgData message = composer.compose(Notification.of(1517, "u1", "g1", TIPS).build());

    assertThat(message.getOptionsMap())
        .contains(entry("isSendMsg", false), entry("offlinePush", false));
  }

  @Test
  void revocationsAndReceiptsAreKept() {
    MsgData revoked =
        composer.compose(Notification.of(2101, "u1", "u2", TIPS).sessionType(1).build());
    MsgData ownReceipt =
        composer.compose(Notification.of(2200, "u1", "u1", TIPS).sessionType(1).build());
    MsgData receipt =
        composer.compose(Notification.of(2200, "u1", "u2", TIPS).sessionType(1).build());

    assertThat(revoked.getOptionsMap()).contains(entry("history", true), entry("persistent", true));
    assertThat(ownReceipt.getOptionsMap()).contains(entry("history", false));
    assertThat(receipt.getOptionsMap()).contains(entry("history", true));
  }

  @Test
  void nobodyIsNoReceiver() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Notification.of(1303, "u1", "", TIPS).build());
  }
}
