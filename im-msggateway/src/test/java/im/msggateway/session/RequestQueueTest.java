package im.msggateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import im.common.message.Platform;
import im.msggateway.codec.Gzip;
import im.msggateway.codec.Request;
import im.msggateway.codec.Response;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.RequestHandler.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// What becomes of a connection one of whose requests fails altogether.
class RequestQueueTest {
  private final ExhaustedChannel channel = new ExhaustedChannel();
  private final Session session =
      new Session(
          new Login("u", Platform.WEB, "token", 0),
          "conn",
          WireFormat.All.of(new Gzip(1 << 20)).json(),
          channel,
          false,
          Timings.PROTOCOL,
          new OutboundMetrics(new SimpleMeterRegistry()));
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<String> handled = new ArrayList<>();

  @Test
  void anErrorWhileARequestIsHandledEndsTheConnection() {
    assertEnds((_, request) -> {
      handled.add(request.msgIncr());
      throw new Error("out of stack");
    });
  }

  @Test
  void anErrorWhileAnAnswerIsWrittenEndsTheConnection() {
    assertEnds((_, request) -> {
      handled.add(request.msgIncr());
      return new Outcome.Reply(new Response(1001, request.msgIncr(), "op", 0, "", null));
    });
  }

  private void assertEnds(RequestHandler handler) {
    var queue = new RequestQueue(session, handler, tasks::add);
    queue.add(request("first"));
    queue.add(request("second"));
    tasks.remove().run();
    assertThat(handled).containsExactly("first");
    assertThat(queue.isIdle()).isTrue();
    assertThat(session.outbound().isEnded()).isTrue();
    assertThat(channel.isOpen()).isFalse();
  }

  private static Request request(String msgIncr) {
    return new Request(1001, "", "u", "op", msgIncr, ByteString.EMPTY);
  }

  /// A channel for which there is no memory.
  private static final class ExhaustedChannel extends EmbeddedChannel {
    @Override
    public ByteBufAllocator alloc() {
      throw new Error("no direct memory");
    }
  }
}
