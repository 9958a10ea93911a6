package im.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import im.common.cache.CacheInvalidation.Topic;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.ContentType;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Routing and order of the push topic (`reference/pipeline-storage.md` 7, `business-rules.md`
/// 2.6).
@ExtendWith(RedisExtension.class)
class PushBatchHandlerTest {
  private TestPush push;
  private FakeGateway one;
  private FakeGateway two;

  @BeforeEach
  void start() throws IOException {
    start(new TestPush(2));
  }

  private void start(TestPush started) {
    push = started;
    one = push.gateways.get(0);
    two = push.gateways.get(1);
    push.home(one, "a", "c");
    push.home(two, "b", "d");
  }

  @AfterEach
  void stop() throws IOException {
    push.close();
  }

  @Test
  void eachGatewayGetsOnlyTheUsersItHolds() throws Exception {
    push.handle(Messages.record(Messages.single("m1", "a", "b")));
    assertThat(one.log()).containsExactly("m1 -> [a]");
    assertThat(two.log()).containsExactly("m1 -> [b]");
    assertThat(one.calls().getFirst().getMsgData().getStatus()).isEqualTo(2);
  }

  @Test
  void senderGetsNothingWhenHeDoesNotWantHisOwn() throws Exception {
    push.handle(
        Messages.record(Messages.single("m1", "a", "b").putOptions("senderSync", false)),
        Messages.record(Messages.single("m2", "b", "b")));
    assertThat(one.calls()).isEmpty();
    assertThat(two.log()).containsExactlyInAnyOrder("m1 -> [b]", "m2 -> [b]");
  }

  @ParameterizedTest
  @ValueSource(ints = {1205, 1206, 1207, 1208})
  void whatOneKeepsFromTheOtherReachesOnlyHisOwnDevices(int contentType) throws Exception {
    push.handle(Messages.record(Messages.single("m1", "a", "b").setContentType(contentType)));
    assertThat(one.log()).containsExactly("m1 -> [a]");
    assertThat(two.calls()).isEmpty();
  }

  @Test
  void oneLookupServesTheWholeBatch() throws Exception {
    push.neighbours.group("g", "a", "b", "c");
    push.handle(
        Messages.record(Messages.single("m1", "a", "b")),
        Messages.record(Messages.group("m2", "a", "g")),
        Messages.record(Messages.group("m3", "a", "g")));
    assertThat(push.lookups).hasSize(1);
    assertThat(push.lookups.getFirst()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(push.neighbours.memberCalls()).isEqualTo(1);
    assertThat(one.log()).contains("m2 -> [a, c]", "m3 -> [a, c]");
  }

  @Test
  void singleGatewayGetsEverybodyWithoutALookup() throws Exception {
    try (TestPush alone = new TestPush(1)) {
      alone.handle(Messages.record(Messages.single("m1", "a", "nobody")));
      assertThat(alone.lookups).isEmpty();
      assertThat(alone.gateways.getFirst().log()).containsExactly("m1 -> [a, nobody]");
    }
  }

  @Test
  void everyGatewayIsAskedWhenRoutesAreUnreadable() throws Exception {
    push.isLookupBroken = true;
    push.handle(Messages.record(Messages.single("m1", "a", "b")));
    assertThat(one.log()).containsExactly("m1 -> [a, b]");
    assertThat(two.log()).containsExactly("m1 -> [a, b]");
    assertThat(push.count("push.route.lookup.failed")).isEqualTo(1);
  }

  @Test
  void messagesOfOneChatKeepTheirOrder() throws Exception {
    QueueRecord[] batch = new QueueRecord[60];
    for (int i = 0; i < batch.length; i++) {
      String chat = i % 2 == 0 ? "even" : "odd";
      batch[i] = Messages.record(Messages.single(chat + i, "x" + chat, "a"));
    }
    // The first of one chat is held until the other chat got on: what overtakes it shows.
    CountDownLatch others = new CountDownLatch(5);
    one.onCall(call -> {
      String id = call.getMsgData().getClientMsgID();
      if (id.equals("even0")) {
        await(others);
      } else if (id.startsWith("odd")) {
        others.countDown();
      }
    });
    push.handle(batch);
    for (String chat : List.of("even", "odd")) {
      List<Integer> seen =
          one.calls().stream()
              .map(call -> call.getMsgData().getClientMsgID())
              .filter(id -> id.startsWith(chat))
              .map(id -> Integer.valueOf(id.substring(chat.length())))
              .toList();
      assertThat(seen).hasSize(30).isSorted();
    }
  }

  @Test
  void differentChatsDoNotWaitForEachOther() throws Exception {
    CountDownLatch other = new CountDownLatch(1);
    one.onCall(call -> {
      if (call.getMsgData().getClientMsgID().equals("first")) {
        await(other);
      } else {
        other.countDown();
      }
    });
    push.handle(
        Messages.record(Messages.single("first", "x", "a")),
        Messages.record(Messages.single("second", "y", "a")));
    // The first call ended only because the second one came; which is noted first is by chance.
    assertThat(one.log()).containsExactlyInAnyOrder("second -> [a]", "first -> [a]");
  }

  @Test
  void deadGatewayCostsOnlyItsOwnUsers() throws Exception {
    two.die();
    push.handle(
        Messages.record(Messages.single("m1", "a", "b")),
        Messages.record(Messages.single("m2", "c", "d")));
    assertThat(one.log()).containsExactlyInAnyOrder("m1 -> [a]", "m2 -> [c]");
    assertThat(push.count("push.gateway.failed")).isEqualTo(2);
    assertThat(push.count("push.users.missed")).isEqualTo(2);
  }

  @Test
  void whatARestartedGatewayMissedIsBroughtInItsOrder() throws Exception {
    push.handle(Messages.record(Messages.single("before", "a", "b")));
    two.die();
    List<String> expected = new ArrayList<>(List.of("before -> [b]"));
    for (int i = 0; i < 20; i++) {
      push.handle(Messages.record(Messages.single("m" + i, "a", "b")));
      expected.add("m" + i + " -> [b]");
    }
    two.rise();
    push.handle(Messages.record(Messages.single("after", "a", "b")));
    expected.add("after -> [b]");
    Until.holds("all that waited has come", () -> two.calls().size() >= expected.size());
    assertThat(two.log()).isEqualTo(expected);
    assertThat(two.operations()).hasSizeGreaterThan(22).doesNotContain("");
    assertThat(push.count("push.users.late")).isBetween(20.0, 21.0);
    assertThat(push.count("push.users.given.up")).isZero();
    assertThat(one.calls()).hasSize(22);
  }

  @Test
  void whatWaitedTooLongForAGatewayIsGivenUp() throws Exception {
    two.die();
    push.handle(Messages.record(Messages.single("on its way", "a", "b")));
    push.handle(Messages.record(Messages.single("old", "a", "b")));
    Until.holds("the first is tried again", () -> two.operations().size() > 1);
    push.clock.setBack(Duration.ofHours(1));
    push.clock.advance(Duration.ofSeconds(11));
    push.handle(Messages.record(Messages.single("new", "a", "b")));
    two.rise();
    Until.holds("the newest has come", () -> two.log().contains("new -> [b]"));
    assertThat(two.log()).containsExactly("on its way -> [b]", "new -> [b]");
    assertThat(push.count("push.users.given.up")).isEqualTo(1);
  }

  @Test
  void hangingGatewayCostsOneDeadline() throws Exception {
    push.close();
    start(new TestPush(2, Duration.ofSeconds(3)));
    CountDownLatch end = new CountDownLatch(1);
    two.onCall(_ -> await(end));
    QueueRecord[] batch = new QueueRecord[40];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = Messages.record(Messages.single("m" + i, "a", "b"));
    }
    push.handle(batch);
    assertThat(two.operations()).as("one waited for, one of what waits").hasSizeBetween(1, 2);
    assertThat(one.calls()).hasSize(40);
    assertThat(push.count("push.gateway.failed")).isEqualTo(40);

    end.countDown();
    push.handle(Messages.record(Messages.single("later", "a", "b")));
    Until.holds("the last has come", () -> two.log().contains("later -> [b]"));
    assertThat(two.log()).contains("m0 -> [b]", "m39 -> [b]");
  }

  @Test
  void thoseWhoJustLeftAGroupAreTold() throws Exception {
    push.neighbours.group("g", "a", "b");
    push.handle(
        Messages.record(
            notification("quit", ContentType.MEMBER_QUIT, "{\"quitUser\":{\"userID\":\"c\"}}")),
        Messages.record(
            notification(
                "kick",
                ContentType.MEMBER_KICKED,
                "{\"kickedUserList\":[{\"userID\":\"d\"},{\"userID\":\"a\"}]}")),
        Messages.record(notification("odd", ContentType.MEMBER_KICKED, "no json")));
    assertThat(one.log()).containsExactly("quit -> [a, c]", "kick -> [a]", "odd -> [a]");
    assertThat(two.log()).containsExactly("quit -> [b]", "kick -> [b, d]", "odd -> [b]");
  }

  @Test
  void thoseWhoJustCameToAGroupAreTold() throws Exception {
    push.neighbours.group("g", "a", "b");
    push.handle(
        Messages.record(
            notification(
                "invited",
                ContentType.MEMBER_INVITED,
                "{\"invitedUserList\":[{\"userID\":\"d\"}]}")),
        Messages.record(
            notification(
                "entry", ContentType.MEMBER_ENTER, "{\"entrantUser\":{\"userID\":\"c\"}}")));
    assertThat(one.log()).containsExactly("invited -> [a]", "entry -> [a, c]");
    assertThat(two.log()).containsExactly("invited -> [b, d]", "entry -> [b]");
  }

  @Test
  void memberListIsReadAgainAfterAnAnnouncedChange() throws Exception {
    push.neighbours.group("g", "a");
    push.handle(Messages.record(Messages.group("m1", "a", "g")));
    push.neighbours.group("g", "a", "c");
    push.invalidation.publish(Topic.GROUP, List.of("GROUP_MEMBER_IDS:g"));
    Until.holds(
        "the new member is told",
        () -> {
          push.handle(Messages.record(Messages.group("again", "a", "g")));
          return one.log().getLast().endsWith("[a, c]");
        });
  }

  @Test
  void recordsThatCanNeverBePushedArePoison() {
    QueueRecord good = Messages.record(Messages.single("m1", "a", "b"));
    QueueRecord garbage =
        new QueueRecord("k", new byte[] {(byte) 0xff, 1}, RequestContext.of("op", ""));
    QueueRecord empty = new QueueRecord("k", new byte[0], RequestContext.of("op", ""));
    QueueRecord nobody = Messages.record(Messages.single("m2", "a", ""));
    for (QueueRecord bad : List.of(garbage, empty, nobody)) {
      PoisonRecordException poison =
          catchThrowableOfType(PoisonRecordException.class, () -> push.handle(good, bad));
      assertThat(poison.record()).isSameAs(bad);
      assertThat(poison).hasMessageMatching("(?s).+: .+");
    }
    assertThat(one.calls()).isEmpty();
  }

  @Test
  void nothingIsPushedWhileTheGroupServiceIsAway() throws Exception {
    push.neighbours.group("g", "a");
    push.neighbours.groupDown(true);
    QueueRecord chat = Messages.record(Messages.single("m1", "a", "b"));
    QueueRecord group = Messages.record(Messages.group("m2", "a", "g"));
    assertThatThrownBy(() -> push.handle(chat, group)).isInstanceOf(ImException.class);
    assertThat(one.calls()).isEmpty();
    push.neighbours.groupDown(false);
    push.handle(chat, group);
    assertThat(one.log()).containsExactlyInAnyOrder("m1 -> [a]", "m2 -> [a]");
  }

  @Test
  void messageToAGroupThatIsGoneReachesNobody() throws Exception {
    push.handle(Messages.record(Messages.group("m1", "a", "gone")));
    assertThat(one.calls()).isEmpty();
  }

  @Test
  void membersOfADismissedGroupAreRemovedWhenTheyAreTold() throws Exception {
    push.neighbours.group("g", "a");
    push.neighbours.status("g", 2);
    push.handle(Messages.record(dismissal().putOptions("isNotNotification", true)));
    assertThat(push.neighbours.dismissed()).as("the copy in the chat").isEmpty();
    // Who hears of it asks at once, and finds the group gone.
    one.onCall(_ -> assertThat(push.neighbours.dismissed()).hasSize(1));
    push.handle(Messages.record(dismissal()));
    assertThat(push.neighbours.dismissed()).containsExactly("g deleteMember=true");
    assertThat(one.calls()).hasSize(2);
  }

  @Test
  void notificationOfADismissalThatDidNotHappenRemovesNobody() throws Exception {
    push.neighbours.group("g", "a");
    push.neighbours.status("g", 0);
    push.handle(Messages.record(dismissal()));
    assertThat(one.calls()).hasSize(1);
    assertThat(push.neighbours.dismissed()).isEmpty();
  }

  @Test
  void removalOfMembersIsRetriedUntilItIsDone() throws Exception {
    push.neighbours.group("g", "a");
    push.neighbours.status("g", 2);
    push.neighbours.dismissFailsWith(ErrorCode.INTERNAL.because("database away"));
    assertThatThrownBy(() -> push.handle(Messages.record(dismissal())))
        .isInstanceOf(ImException.class);
    push.neighbours.dismissFailsWith(ErrorCode.RECORD_NOT_FOUND.bare());
    assertThat(one.calls()).isEmpty();
    push.handle(Messages.record(dismissal()));
    assertThat(one.calls()).hasSize(1);
  }

  @Test
  void messagesOlderThanTenSecondsAreCounted() throws Exception {
    push.handle(
        Messages.record(Messages.single("m1", "a", "b").setSendTime(TestPush.NOW_MS - 10_001)),
        Messages.record(Messages.single("m2", "a", "b").setSendTime(TestPush.NOW_MS - 9_000)));
    assertThat(push.count("msg_long_time_push_total")).isEqualTo(1);
    assertThat(one.calls()).hasSize(2);
  }

  private static MsgData.Builder dismissal() {
    return notification("bye", ContentType.GROUP_DISMISSED, "{}");
  }

  private static MsgData.Builder notification(String clientMsgID, int contentType, String tips) {
    String content = "{\"detail\":\"" + tips.replace("\"", "\\\"") + "\"}";
    return Messages.group(clientMsgID, "admin", "g")
        .setContentType(contentType)
        .setContent(ByteString.copyFromUtf8(content))
        .putOptions("isNotNotification", false)
        .putOptions("offlinePush", false);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
