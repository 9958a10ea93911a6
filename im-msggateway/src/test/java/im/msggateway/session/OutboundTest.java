package im.msggateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import im.msggateway.codec.ServerFrames;
import im.msggateway.session.OutboundFrame.Kind;
import im.proto.sdkws.MsgData;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a slow reader loses, and in which order.
class OutboundTest {
  private static final String PING = ServerFrames.ping().toString(StandardCharsets.US_ASCII);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final OutboundMetrics metrics = new OutboundMetrics(meters);
  private final StoppableChannel channel = new StoppableChannel();
  private final Outbound outbound = outbound(false);

  private Outbound outbound(boolean confirmsAnswers) {
    return new Outbound(
        channel, metrics, Duration.ofSeconds(1), confirmsAnswers, OutboundTest::merged);
  }

  @AfterEach
  void close() {
    outbound.discard();
    channel.finishAndReleaseAll();
  }

  @Test
  void aReaderThatKeepsUpGetsEverythingAtOnce() {
    for (int i = 0; i < 1000; i++) {
      assertThat(offer(i % 3 == 0 ? Kind.TYPING : Kind.MESSAGE, "c", "f" + i)).isTrue();
    }
    assertThat(written()).hasSize(1000).startsWith("f0", "f1", "f2").endsWith("f999");
  }

  @Test
  void whatWaitsGoesOutInOrder() {
    channel.stop();
    for (int i = 0; i < 50; i++) {
      offer(Kind.MESSAGE, "c", "f" + i);
    }
    assertThat(written()).isEmpty();
    channel.resume();
    outbound.writable();
    assertThat(written()).hasSize(50).startsWith("f0", "f1").endsWith("f49");
  }

  @Test
  void pushesThatWaitedShareAFrame() {
    channel.stop();
    offer(Kind.MESSAGE, "c", "a");
    offer(Kind.EVENT, "n", "b");
    offer(Kind.MESSAGE, "c", "c");
    offer(Kind.CONTROL, "", "reply");
    offer(Kind.MESSAGE, "d", "d");
    String large = "x".repeat(Outbound.MERGED_BYTES - 1);
    offer(Kind.MESSAGE, "e", large);
    offer(Kind.MESSAGE, "f", "f");
    channel.resume();
    outbound.writable();
    outbound.writable(); // the first time filled the channel
    assertThat(frames()).containsExactly("a,b,c", "reply", "d," + large, "f");
    assertThat(meters.get("gateway.frames.merged").counter().count()).isEqualTo(3);
    offer(Kind.MESSAGE, "c", "g");
    offer(Kind.MESSAGE, "c", "h");
    assertThat(frames()).containsExactly("g", "h");
  }

  @Test
  void aNotificationThatIsKeptNowhereIsNotLeftOut() {
    channel.stop();
    for (int i = 0; i < Outbound.MAX_FRAMES; i++) {
      assertThat(offer(Kind.EVENT, "n", "e" + i)).isTrue();
    }
    channel.resume();
    outbound.writable();
    assertThat(written()).hasSize(Outbound.MAX_FRAMES).startsWith("e0").endsWith("e255");
  }

  @Test
  void theCopyOfAMessageComesAfterItsAnswer() {
    outbound.sending("own");
    offer(Kind.MESSAGE, "c", "before");
    offerOwn("own");
    offer(Kind.MESSAGE, "c", "after");
    offer(Kind.CONTROL, "", "answer");
    assertThat(written()).containsExactly("before", "answer");
    outbound.answered();
    assertThat(written()).containsExactly("own", "after");
    offerOwn("own");
    assertThat(written()).containsExactly("own");
  }

  @Test
  void aClientThatConfirmsAnswersHasReadItBeforeTheCopy() {
    Outbound node = outbound(true);
    node.sending("own");
    offerOwn(node, "own");
    node.confirmed();
    node.offer(OutboundFrame.control(bytes("answer")));
    node.answered();
    assertThat(written()).containsExactly("answer", PING);
    offerOwn(node, "after");
    node.confirmed();
    assertThat(written()).containsExactly("own", "after");
    offerOwn(node, "own");
    assertThat(written()).containsExactly("own");
  }

  @Test
  void aCopyThatComesAfterTheAnswerWaitsForTheConfirmationAsWell() {
    Outbound node = outbound(true);
    node.sending("own");
    node.answered();
    node.answered();
    offerOwn(node, "other");
    assertThat(written()).containsExactly(PING, "other");
    offerOwn(node, "own");
    assertThat(written()).isEmpty();
    node.confirmed();
    assertThat(written()).containsExactly("own");
  }

  @Test
  void theCopyOfTheNextMessageWaitsForItsOwnAnswer() {
    Outbound node = outbound(true);
    node.sending("one");
    offerOwn(node, "one");
    node.answered();
    node.sending("two");
    offerOwn(node, "two");
    node.confirmed();
    assertThat(written()).containsExactly(PING, "one");
    node.answered();
    node.confirmed();
    assertThat(written()).containsExactly(PING, "two");
  }

  @Test
  void whoIsSlowToConfirmIsNotWaitedForWhenMuchWaits() {
    Outbound node = outbound(true);
    node.sending("own");
    offerOwn(node, "own");
    node.answered();
    assertThat(written()).containsExactly(PING);
    for (int i = 0; i < Outbound.SHED_AT; i++) {
      offerOwn(node, "after");
    }
    assertThat(written()).hasSize(1 + Outbound.SHED_AT).startsWith("own", "after");
  }

  @Test
  void whatWaitsForAnAnswerThatNeverComesIsBounded() {
    outbound.sending("own");
    for (int i = 0; i < Outbound.MAX_FRAMES; i++) {
      assertThat(offerOwn("own")).isTrue();
    }
    assertThat(offer(Kind.MESSAGE, "c", "one more")).isFalse();
    assertThat(channel.isOpen()).isFalse();
    outbound.answered();
    assertThat(written()).isEmpty();
  }

  private boolean offerOwn(String text) {
    return offerOwn(outbound, text);
  }

  private static boolean offerOwn(Outbound outbound, String text) {
    MsgData message = MsgData.newBuilder().setClientMsgID(text).build();
    return outbound.offer(
        new OutboundFrame(Kind.MESSAGE, new PushedMessage("c", message, "op"), bytes(text)));
  }

  @Test
  void oneAnswerMayBeLargerThanWhatMayWait() {
    channel.stop();
    assertThat(offer(Kind.MESSAGE, "c", "m")).isTrue();
    assertThat(offer(Kind.CONTROL, "", "x".repeat(2 * Outbound.MAX_BYTES))).isTrue();
    channel.resume();
    outbound.writable();
    assertThat(written()).hasSize(2);
  }

  @Test
  void typingAndPresenceGoFirst() {
    channel.stop();
    for (int i = 0; i < Outbound.SHED_AT / 2; i++) {
      offer(Kind.TYPING, "c", "typing");
      offer(Kind.PRESENCE, "", "presence");
    }
    assertThat(meters.get("gateway.frames.dropped").tag("reason", "presence").counter().count())
        .isZero();
    offer(Kind.MESSAGE, "c", "m");
    channel.resume();
    outbound.writable();
    assertThat(written()).containsExactly("m");
    assertThat(meters.get("gateway.frames.dropped").tag("reason", "presence").counter().count())
        .isEqualTo(Outbound.SHED_AT / 2);
    assertThat(meters.get("gateway.frames.dropped").tag("reason", "typing").counter().count())
        .isEqualTo(Outbound.SHED_AT / 2);
  }

  @Test
  void thenOnlyTheNewestOfEachConversationStays() {
    channel.stop();
    for (int i = 0; i < 10_000; i++) {
      assertThat(offer(Kind.MESSAGE, "c" + i % 3, "f" + i)).isTrue();
      if (i == 5000) {
        offer(Kind.CONTROL, "", "reply");
      }
    }
    channel.resume();
    outbound.writable();
    List<String> written = written();
    assertThat(written).hasSizeLessThanOrEqualTo(Outbound.HINTS_AT + 1).contains("reply");
    assertThat(written.subList(written.size() - 3, written.size()))
        .containsExactly("f9997", "f9998", "f9999");
    assertThat(meters.get("gateway.frames.dropped").tag("reason", "superseded").counter().count())
        .isEqualTo(10_001 - written.size());
  }

  @Test
  void finallyTheConnectionIsClosed() {
    channel.stop();
    for (int i = 0; i < Outbound.MAX_FRAMES; i++) {
      assertThat(offer(Kind.MESSAGE, "c" + i, "f" + i)).isTrue();
    }
    assertThat(channel.isOpen()).isTrue();
    assertThat(offer(Kind.MESSAGE, "another", "f")).isFalse();
    assertThat(channel.isOpen()).isFalse();
    assertThat(meters.get("gateway.slow.readers.closed").counter().count()).isEqualTo(1);
    // What has ended takes everything and sends nothing.
    assertThat(offer(Kind.MESSAGE, "c", "f")).isTrue();
  }

  @Test
  void bytesAreBoundedToo() {
    channel.stop();
    String large = "x".repeat(Outbound.MAX_BYTES / 2);
    assertThat(offer(Kind.CONTROL, "", large)).isTrue();
    assertThat(offer(Kind.CONTROL, "", large)).isTrue();
    assertThat(offer(Kind.CONTROL, "", "y")).isFalse();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void theLastFrameComesAfterWhatWaitsAndEndsIt() {
    channel.stop();
    offer(Kind.MESSAGE, "c", "m");
    outbound.finish(OutboundFrame.control(bytes("kick")));
    offer(Kind.MESSAGE, "c", "too late");
    assertThat(channel.isOpen()).isTrue();
    channel.resume();
    outbound.writable();
    assertThat(written()).containsExactly("m", "kick");
    // An embedded channel has no halves to close.
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aClientThatNeverReadsTheLastFrameIsClosedAnyway() {
    channel.stop();
    outbound.finish(OutboundFrame.control(bytes("kick")));
    channel.advanceTimeBy(2, java.util.concurrent.TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void ofPongsOnlyTheNewestWaits() {
    channel.stop();
    offer(Kind.MESSAGE, "c", "m");
    for (int i = 0; i < 100; i++) {
      outbound.urgent(bytes("pong" + i));
    }
    channel.resume();
    outbound.writable();
    assertThat(written()).containsExactly("pong99", "m");
  }

  private boolean offer(Kind kind, String conversationID, String text) {
    boolean isPush = kind != Kind.CONTROL && kind != Kind.PRESENCE;
    MsgData message = MsgData.newBuilder().setContent(ByteString.copyFromUtf8(text)).build();
    return outbound.offer(
        new OutboundFrame(
            kind, isPush ? new PushedMessage(conversationID, message, "op") : null, bytes(text)));
  }

  private static ByteBuf merged(List<PushedMessage> waiting) {
    return bytes(
        waiting.stream()
            .map(each -> each.message().getContent().toStringUtf8())
            .collect(Collectors.joining(",")));
  }

  private static ByteBuf bytes(String text) {
    return PooledByteBufAllocator.DEFAULT
        .buffer(text.length())
        .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// What was written, message by message.
  private List<String> written() {
    return frames().stream().flatMap(frame -> Stream.of(frame.split(",", -1))).toList();
  }

  private List<String> frames() {
    List<String> texts = new ArrayList<>();
    for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
      if (each.isReadable()) {
        texts.add(each.toString(StandardCharsets.US_ASCII));
      }
      each.release();
    }
    return texts;
  }

  /// A channel that can be made to take nothing more.
  private static final class StoppableChannel extends EmbeddedChannel {
    void stop() {
      unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    }

    void resume() {
      unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    }
  }
}
