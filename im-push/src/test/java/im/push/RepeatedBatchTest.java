package im.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import im.common.cache.CacheInvalidation.Topic;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.ContentType;
import im.common.queue.QueueRecord;
import im.common.testing.RedisExtension;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.sdkws.MsgData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A batch that comes again because something of it could not be done.
@ExtendWith(RedisExtension.class)
class RepeatedBatchTest {
  private TestPush push;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws Exception {
    push = new TestPush(1);
    gateway = push.gateways.getFirst();
    push.home(gateway, "a", "b", "c");
    push.neighbours.group("g", "a", "b");
    push.neighbours.status("g", 2);
  }

  @AfterEach
  void stop() throws Exception {
    push.close();
  }

  @Test
  void nothingIsPushedBeforeADismissalIsCompleted() throws Exception {
    QueueRecord other = Messages.record(Messages.single("m1", "b", "c"));
    QueueRecord dismissal = Messages.record(dismissal());
    push.neighbours.dismissFailsWith(ErrorCode.INTERNAL.because("database away"));
    assertThatThrownBy(() -> push.handle(other, dismissal)).isInstanceOf(ImException.class);
    assertThat(gateway.calls()).isEmpty();

    push.neighbours.dismissFailsWith(null);
    push.handle(other, dismissal);
    assertThat(gateway.calls())
        .extracting(call -> call.getMsgData().getClientMsgID())
        .containsExactlyInAnyOrder("m1", "bye");
  }

  @Test
  void whoWasRemovedByAFirstTryIsToldStill() throws Exception {
    QueueRecord dismissal = Messages.record(dismissal());
    push.neighbours.dismissFailsWith(ErrorCode.INTERNAL.because("the answer came too late"));
    assertThatThrownBy(() -> push.handle(dismissal)).isInstanceOf(ImException.class);
    push.neighbours.group("g");
    push.invalidation.publish(Topic.GROUP, List.of("GROUP_MEMBER_IDS:g"));

    push.neighbours.dismissFailsWith(null);
    push.handle(dismissal);
    assertThat(gateway.calls())
        .singleElement()
        .extracting(OnlineBatchPushOneMsgReq::getPushToUserIDsList)
        .isEqualTo(List.of("a", "b"));
  }

  private static MsgData.Builder dismissal() {
    return Messages.group("bye", "admin", "g")
        .setContentType(ContentType.GROUP_DISMISSED)
        .setContent(ByteString.copyFromUtf8("{}"))
        .putOptions("isNotNotification", false)
        .putOptions("offlinePush", false);
  }
}
