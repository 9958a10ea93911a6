package im.msggateway.session;

import im.msggateway.codec.Response;
import im.msggateway.codec.ServerFrames;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.OutboundFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One response for many connections, encoded at most once for each wire format. What it gives out
/// shares the bytes. For one thread; to be closed when everybody has his frame.
public final class SharedFrames implements AutoCloseable {
  private final Response response;
  private final Kind kind;
  private final @Nullable PushedMessage pushed;
  private final @Nullable ByteBuf[] frames = new @Nullable ByteBuf[WireFormat.COUNT];

  private SharedFrames(Response response, Kind kind, @Nullable PushedMessage pushed) {
    this.response = response;
    this.kind = kind;
    this.pushed = pushed;
  }

  /// Frames that bring one message.
  public static SharedFrames ofMessage(PushedMessage pushed, Kind kind) {
    return new SharedFrames(PushedMessage.response(List.of(pushed)), kind, pushed);
  }

  /// Frames with an online status.
  public static SharedFrames ofPresence(Response status) {
    return new SharedFrames(status, Kind.PRESENCE, null);
  }

  /// The frame for `session`, whose owner must release it or hand it on.
  public OutboundFrame frameFor(Session session) {
    WireFormat format = session.format();
    ByteBuf frame = frames[format.index()];
    if (frame == null) {
      frame = ServerFrames.envelope(format, response, ByteBufAllocator.DEFAULT);
      frames[format.index()] = frame;
    }
    return new OutboundFrame(kind, pushed, frame.retainedDuplicate());
  }

  @Override
  public void close() {
    for (int i = 0; i < frames.length; i++) {
      ByteBuf frame = frames[i];
      if (frame != null) {
        frame.release();
        frames[i] = null;
      }
    }
  }
}
