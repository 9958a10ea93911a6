package im.msggateway.session;

import im.msggateway.codec.Response;
import im.msggateway.codec.ServerFrames;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.OutboundFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// One response for many connections, encoded at most once for each wire format. What it gives out
/// shares the bytes. For one thread; to be closed when everybody has his frame.
public final class SharedFrames implements AutoCloseable {
  private final Response response;
  private final @Nullable ByteBuf[] frames = new @Nullable ByteBuf[WireFormat.COUNT];

  /// Frames with `response`.
  public SharedFrames(Response response) {
    this.response = response;
  }

  /// The frame for `session`, whose owner must release it or hand it on.
  public OutboundFrame frameFor(Session session, Kind kind, String conversationID) {
    WireFormat format = session.format();
    ByteBuf frame = frames[format.index()];
    if (frame == null) {
      frame = ServerFrames.envelope(format, response, ByteBufAllocator.DEFAULT);
      frames[format.index()] = frame;
    }
    return new OutboundFrame(kind, conversationID, frame.retainedDuplicate());
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
