package im.msggateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.msggateway.session.OutboundFrame.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a slow reader loses, and in which order.
class OutboundTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final OutboundMetrics metrics = new OutboundMetrics(meters);
  private final StoppableChannel channel = new StoppableChannel();
  private final Outbound outbound = new Outbound(channel, metrics, Duration.ofSeconds(1));

  @AfterEach
  void close() {
    outbound.discard();
    channel.finishAndReleaseAll();
  }

  @Test
  void aReaderThatKeepsUpGetsEverythingAtOnce() {
    for (int i = 0; i < 1000; i++) {
      assertThat(offer(i % 3 == 0 ? Kind.ONLINE_ONLY : Kind.MESSAGE, "c", "f" + i)).isTrue();
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
  void typingAndPresenceGoFirst() {
    channel.stop();
    for (int i = 0; i < Outbound.SHED_AT / 2; i++) {
      offer(Kind.ONLINE_ONLY, "c", "typing");
      offer(Kind.PRESENCE, "", "presence");
    }
    assertThat(meters.get("gateway_frames_dropped").tag("reason", "presence").counter().count())
        .isZero();
    offer(Kind.MESSAGE, "c", "m");
    channel.resume();
    outbound.writable();
    assertThat(written()).containsExactly("m");
    assertThat(meters.get("gateway_frames_dropped").tag("reason", "presence").counter().count())
        .isEqualTo(Outbound.SHED_AT / 2);
    assertThat(meters.get("gateway_frames_dropped").tag("reason", "online_only").counter().count())
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
    assertThat(meters.get("gateway_frames_dropped").tag("reason", "superseded").counter().count())
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
    assertThat(meters.get("gateway_slow_readers_closed").counter().count()).isEqualTo(1);
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
    return outbound.offer(new OutboundFrame(kind, conversationID, bytes(text)));
  }

  private static ByteBuf bytes(String text) {
    return PooledByteBufAllocator.DEFAULT
        .buffer(text.length())
        .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private List<String> written() {
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
