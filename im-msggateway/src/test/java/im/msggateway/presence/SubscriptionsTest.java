package im.msggateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.msggateway.session.Session;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
  private final Subscriptions subscriptions = new Subscriptions();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Session session = TestSessions.over(channel, "watcher");

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
