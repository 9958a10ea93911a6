package im.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import im.common.context.RequestContext;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.common.testing.MemoryQueue;
import im.common.testing.RedisExtension;
import im.proto.push.PushMsgReq;
import im.proto.sdkws.OfflinePushInfo;
import im.push.metrics.PushMetrics;
import im.push.offline.OfflineHandler;
import im.push.offline.OfflinePushMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who is notified offline, and with what (`reference/pipeline-storage.md` 7.3 to 7.5).
@ExtendWith(RedisExtension.class)
class OfflinePushTest {
  private TestPush push;

  @BeforeEach
  void start() throws IOException {
    push = new TestPush(1);
  }

  @AfterEach
  void stop() throws IOException {
    push.close();
  }

  @Test
  void peerIsNotifiedUnlessAPhoneHasTheMessage() throws Exception {
    push.gateways.getFirst().phones("reached", "a");
    push.handle(
        Messages.record(Messages.single("m1", "a", "reached")),
        Messages.record(Messages.single("m2", "a", "missed")));
    push.finishOffline();
    assertThat(push.vendor).hasSize(1);
    OfflinePushMessage message = push.vendor.remove();
    assertThat(message.userIDs()).containsExactly("missed");
    assertThat(message.clientMsgID()).isEqualTo("m2");
    assertThat(push.queue.published()).isEmpty();
  }

  @Test
  void nobodyIsNotifiedAgainstOptionOrTypeOrAboutHisOwn() throws Exception {
    push.handle(
        Messages.record(Messages.single("m1", "a", "b").putOptions("offlinePush", false)),
        Messages.record(Messages.single("m2", "a", "b").setContentType(1602)),
        Messages.record(Messages.single("m3", "a", "b").setContentType(1603)),
        Messages.record(Messages.single("m4", "a", "a")));
    push.finishOffline();
    assertThat(push.vendor).isEmpty();
  }

  @Test
  void groupGoesThroughTheTopicWithoutThoseWhoSilencedIt() throws Exception {
    push.neighbours.group("g", "a", "b", "phone", "quiet");
    push.neighbours.silence("quiet");
    push.gateways.getFirst().phones("phone");
    push.handle(Messages.record(Messages.group("m1", "a", "g")));
    push.finishOffline();
    assertThat(push.vendor).isEmpty();
    MemoryQueue.Published published = push.queue.published().remove();
    assertThat(published.topic()).isEqualTo("toOfflinePush");
    assertThat(published.record().key()).isEqualTo("_a");
    assertThat(published.record().context().operationID()).isEqualTo("op-m1");
    PushMsgReq request = PushMsgReq.parseFrom(published.record().value());
    assertThat(request.getUserIDsList()).containsExactly("b");
    assertThat(request.getMsgData().getClientMsgID()).isEqualTo("m1");
  }

  @Test
  void everybodyOfAVeryLargeGroupIsNotifiedInRecordsThatABrokerTakes() throws Exception {
    String[] members =
        IntStream.range(0, 60_001).mapToObj(i -> "member" + i).toArray(String[]::new);
    push.neighbours.group("g", members);
    ByteString large = ByteString.copyFromUtf8("x".repeat(890_000));
    push.handle(Messages.record(Messages.group("m1", "member0", "g").setContent(large)));
    push.finishOffline();
    Set<String> notified = new HashSet<>();
    for (QueueRecord record : push.queue.published("toOfflinePush")) {
      assertThat(record.value().length).isLessThan(960_000);
      for (String userID : PushMsgReq.parseFrom(record.value()).getUserIDsList()) {
        assertThat(notified.add(userID)).isTrue();
      }
    }
    assertThat(notified).hasSize(60_000).doesNotContain("member0");
  }

  @Test
  void topicConsumerAsksTheVendorAndCountsItsRefusals() throws Exception {
    List<OfflinePushMessage> asked = new ArrayList<>();
    OfflineHandler handler =
        new OfflineHandler(
            message -> {
              asked.add(message);
              if (message.clientMsgID().equals("m1")) {
                throw new IllegalStateException("vendor says no");
              }
            },
            new PushMetrics(push.meters));
    handler.handle(0, List.of(offline("m1", "", ""), offline("m2", "hello", "")));
    assertThat(asked)
        .extracting(OfflinePushMessage::title, OfflinePushMessage::content)
        .containsExactly(tuple("[TEXT]", "[TEXT]"), tuple("hello", "hello"));
    assertThat(push.count("msg_offline_push_failed_total")).isEqualTo(1);
    QueueRecord garbage = new QueueRecord("k", new byte[] {1}, RequestContext.of("op", ""));
    assertThatThrownBy(() -> handler.handle(0, List.of(garbage)))
        .isInstanceOf(PoisonRecordException.class);
  }

  private static QueueRecord offline(String clientMsgID, String title, String desc) {
    PushMsgReq request =
        PushMsgReq.newBuilder()
            .setMsgData(
                Messages.group(clientMsgID, "a", "g")
                    .setOfflinePushInfo(OfflinePushInfo.newBuilder().setTitle(title).setDesc(desc)))
            .addUserIDs("b")
            .build();
    return new QueueRecord("_a", request.toByteArray(), RequestContext.of("op", "a"));
  }
}
