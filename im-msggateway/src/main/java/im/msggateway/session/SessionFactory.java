package im.msggateway.session;

import im.msggateway.codec.WireFormat;
import io.netty.channel.Channel;
import java.util.concurrent.Executor;

/// Makes sessions with what all of them share.
public final class SessionFactory {
  private final RequestHandler requests;
  private final Executor executor;
  private final Timings timings;
  private final OutboundMetrics metrics;

  /// `executor` gives a virtual thread to each task.
  public SessionFactory(
      RequestHandler requests, Executor executor, Timings timings, OutboundMetrics metrics) {
    this.requests = requests;
    this.executor = executor;
    this.timings = timings;
    this.metrics = metrics;
  }

  /// The clocks of its sessions.
  public Timings timings() {
    return timings;
  }

  /// A new session over `channel` and the handler of its frames, which is to be put behind the
  /// frame decoder.
  ///
  /// @param confirmsAnswers as of [Session]
  public FrameHandler create(
      Login login, String connID, WireFormat format, Channel channel, boolean confirmsAnswers) {
    Session session =
        new Session(login, connID, format, channel, confirmsAnswers, timings, metrics);
    return new FrameHandler(
        session, new RequestQueue(session, requests, executor), new Heartbeat(session, timings));
  }
}
