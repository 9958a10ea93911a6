package im.msggateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.message.Platform;
import im.msggateway.codec.Gzip;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.FrameHandler;
import im.msggateway.session.Login;
import im.msggateway.session.OutboundMetrics;
import im.msggateway.session.RequestHandler.Outcome;
import im.msggateway.session.Session;
import im.msggateway.session.SessionFactory;
import im.msggateway.session.Timings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
  private final Subscriptions subscriptions = new Subscriptions();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Session session = connected();

  private Session connected() {
    SessionFactory sessions =
        new SessionFactory(
            (_, _) -> new Outcome.Refused(),
            Runnable::run,
            Timings.PROTOCOL,
            new OutboundMetrics(new SimpleMeterRegistry()));
    FrameHandler frames =
        sessions.create(
            new Login("watcher", Platform.WEB, "token", 0),
            "conn",
            WireFormat.All.of(new Gzip(1 << 20)).json(),
            channel,
            false);
    channel.pipeline().addLast(frames);
    return frames.session();
  }

  @Test
  void whatIsAskedWhileTheConnectionEndsIsForgotten() {
    subscriptions.subscribe(session, List.of("before"));
    assertThat(subscriptions.watchersOf("before")).containsExactly(session);
    channel.closeFuture().addListener(_ -> subscriptions.remove(session));
    // Before the session itself hears of it.
    channel.closeFuture().addListener(_ -> subscriptions.subscribe(session, List.of("between")));
    channel.close();
    assertThat(subscriptions.watchersOf("before")).isEmpty();
    assertThat(subscriptions.watchersOf("between")).isEmpty();
  }
}
