package im.msggateway.presence;

import im.common.message.Platform;
import im.common.rpc.RpcClients;
import im.msggateway.codec.Gzip;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.FrameHandler;
import im.msggateway.session.Login;
import im.msggateway.session.LoginPolicy;
import im.msggateway.session.Logins;
import im.msggateway.session.OutboundMetrics;
import im.msggateway.session.PeerGateways;
import im.msggateway.session.PresenceListener;
import im.msggateway.session.RequestHandler.Outcome;
import im.msggateway.session.Session;
import im.msggateway.session.SessionFactory;
import im.msggateway.session.SessionRegistry;
import im.msggateway.session.Timings;
import im.msggateway.session.TokenChanges;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Sessions without a network.
final class TestSessions {
  private static final PresenceListener NOBODY =
      new PresenceListener() {
        @Override
        public CompletionStage<Void> arrived(Session session) {
          return CompletableFuture.completedStage(null);
        }

        @Override
        public void left(Session session) {}
      };

  private TestSessions() {}

  /// A session of `userID` over `channel`.
  static Session over(EmbeddedChannel channel, String userID) {
    SessionFactory sessions =
        new SessionFactory(
            (_, _) -> new Outcome.Refused(),
            Runnable::run,
            Timings.PROTOCOL,
            new OutboundMetrics(new SimpleMeterRegistry()));
    FrameHandler frames =
        sessions.create(
            new Login(userID, Platform.WEB, "token", 0),
            "conn",
            WireFormat.All.of(new Gzip(1 << 20)).json(),
            channel,
            false);
    channel.pipeline().addLast(frames);
    return frames.session();
  }

  /// Puts a session of `userID` into `registry`.
  static void admit(SessionRegistry registry, RpcClients rpc, String userID) {
    new Logins(
            registry,
            LoginPolicy.KEEP_ALL,
            new TokenChanges(rpc),
            new PeerGateways(rpc, () -> "here", Runnable::run),
            NOBODY,
            Runnable::run,
            new SimpleMeterRegistry())
        .admit(over(new EmbeddedChannel(), userID), "op", System.nanoTime());
  }
}
