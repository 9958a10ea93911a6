package im.msggateway.session;

import im.msggateway.codec.Response;
import im.msggateway.codec.ServerFrames;
import im.msggateway.codec.WireFormat;
import io.netty.channel.Channel;

/// A connection whose handshake succeeded. Small, since there are many: everything a quiet
/// connection does not need is made when it is first needed. Safe for use from any thread.
public final class Session {
  private static final int KICK = 2002;

  private final Login login;
  private final String connID;
  private final WireFormat format;
  private final Channel channel;
  private final Outbound outbound;
  private volatile boolean background;
  private volatile boolean leaving;

  /// A session over `channel`, whose frames look like `format`.
  ///
  /// @param confirmsAnswers no copy of what the client sends goes out before it has read the answer
  public Session(
      Login login,
      String connID,
      WireFormat format,
      Channel channel,
      boolean confirmsAnswers,
      Timings timings,
      OutboundMetrics metrics) {
    this.login = login;
    this.connID = connID;
    this.format = format;
    this.channel = channel;
    outbound =
        new Outbound(
            channel,
            metrics,
            timings.linger(),
            confirmsAnswers,
            waiting -> frame(PushedMessage.response(waiting)).bytes());
  }

  /// Who is connected.
  public Login login() {
    return login;
  }

  /// The id under which other services know this connection.
  public String connID() {
    return connID;
  }

  /// How its envelopes look.
  public WireFormat format() {
    return format;
  }

  /// True while the client says that its app is in the background.
  public boolean isBackground() {
    return background;
  }

  /// Takes over what the client says of its app.
  public void background(boolean newBackground) {
    background = newBackground;
  }

  /// What waits to be sent.
  public Outbound outbound() {
    return outbound;
  }

  /// Sends `response` after everything that waits.
  public void send(Response response) {
    outbound.offer(frame(response));
  }

  /// Sends `response` after everything that waits, then ends the connection.
  public void finish(Response response) {
    outbound.finish(frame(response));
  }

  /// Tells the client that it was logged out by another login or an admin, and ends the connection.
  public void kick() {
    finish(Response.push(KICK, "", null));
  }

  /// Ends the connection once the client has its answers and says nothing for a moment: what it
  /// sent before it learns of the end is served, too. May be called again and again.
  public void leave() {
    if (!leaving) {
      leaving = true;
      channel.pipeline().fireUserEventTriggered(Leave.INSTANCE);
    }
  }

  /// Ends the connection without a word, after everything that waits.
  public void end() {
    outbound.finish(null);
  }

  /// False from before anybody is told that the connection has ended.
  public boolean isConnected() {
    return channel.isActive();
  }

  Channel channel() {
    return channel;
  }

  /// Tells the handler of the frames to wait for the right moment.
  enum Leave {
    INSTANCE
  }

  private OutboundFrame frame(Response response) {
    return OutboundFrame.control(ServerFrames.envelope(format, response, channel.alloc()));
  }

  @Override
  public String toString() {
    return login + " over " + connID;
  }
}
