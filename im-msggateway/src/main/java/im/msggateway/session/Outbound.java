package im.msggateway.session;

import im.msggateway.session.OutboundFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What waits for one client, in order. Frames go straight into the channel while it takes them;
/// what it does not take is parked here, within bounds. A reader that falls behind first loses what
/// is worth nothing when late, then all but the newest message of each conversation (the client
/// sees the gap and pulls), and is closed when even that is too much. Safe for use from any thread;
/// never blocks.
public final class Outbound {
  /// From this many parked frames on, dispensable ones are dropped.
  static final int SHED_AT = 64;

  /// From this many on, only the newest message of a conversation is kept.
  static final int HINTS_AT = 128;

  /// More than this close the connection (`reference/ws-protocol.md` 5).
  static final int MAX_FRAMES = 256;

  /// More than this close the connection.
  static final int MAX_BYTES = 4 << 20;

  private static final int KEEP_QUEUE_BELOW = 32;

  private final Channel channel;
  private final OutboundMetrics metrics;
  private final Duration linger;

  // Guarded by this.
  private @Nullable ArrayDeque<OutboundFrame> parked;
  private int parkedBytes;
  private int largest;
  private boolean draining;
  private boolean ended;

  // Touched on the event loop only.
  private @Nullable ByteBuf waitingUrgent;
  private boolean finished;

  Outbound(Channel channel, OutboundMetrics metrics, Duration linger) {
    this.channel = channel;
    this.metrics = metrics;
    this.linger = linger;
  }

  /// Takes `frame`. False when there was no room, which closes the connection. A connection that is
  /// already ending takes everything and sends nothing of it.
  public boolean offer(OutboundFrame frame) {
    synchronized (this) {
      if (ended) {
        frame.bytes().release();
        return true;
      }
      if (!park(frame)) {
        ended = true;
        releaseParked();
        metrics.slowReadersClosed.increment();
        channel.close();
        return false;
      }
      if (draining) {
        return true;
      }
      draining = true;
    }
    runOnEventLoop(this::drain);
    return true;
  }

  /// Sends `last`, if any, after everything that waits, then ends the connection without a close
  /// frame. Nothing is taken any more. Its reference to `last` is taken over.
  public void finish(@Nullable OutboundFrame last) {
    synchronized (this) {
      if (ended) {
        if (last != null) {
          last.bytes().release();
        }
        return;
      }
      ended = true;
      if (last != null) {
        queue().add(last);
      }
      draining = true;
    }
    // Half closing needs the client's end of stream to be noticed.
    channel.config().setAutoRead(true);
    runOnEventLoop(this::drain);
    Ending.closeLater(channel, linger);
  }

  /// True once nothing is taken any more.
  public synchronized boolean isEnded() {
    return ended;
  }

  /// Sends a ping or pong ahead of what waits; while the channel takes nothing, only the newest is
  /// kept. On the event loop only.
  void urgent(ByteBuf frame) {
    if (finished) {
      frame.release();
    } else if (channel.isWritable()) {
      channel.writeAndFlush(frame, channel.voidPromise());
    } else {
      releaseUrgent();
      waitingUrgent = frame;
    }
  }

  /// The channel takes frames again. On the event loop only.
  void writable() {
    if (waitingUrgent != null && channel.isWritable()) {
      channel.write(waitingUrgent, channel.voidPromise());
      waitingUrgent = null;
    }
    drain();
  }

  /// The channel is gone: drops everything.
  void discard() {
    synchronized (this) {
      ended = true;
      releaseParked();
    }
    releaseUrgent();
  }

  private void drain() {
    boolean wrote = false;
    while (channel.isWritable()) {
      OutboundFrame frame = next();
      if (frame == null) {
        endWhenEmpty();
        break;
      }
      channel.write(frame.bytes(), channel.voidPromise());
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
  }

  private synchronized @Nullable OutboundFrame next() {
    OutboundFrame frame = parked == null ? null : parked.poll();
    if (frame == null) {
      draining = false;
      return null;
    }
    parkedBytes -= frame.size();
    if (parked != null && parked.isEmpty() && largest > KEEP_QUEUE_BELOW) {
      parked = null;
      largest = 0;
    }
    return frame;
  }

  private void endWhenEmpty() {
    if (finished || !isEnded()) {
      return;
    }
    finished = true;
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) Ending::halfClose);
  }

  private boolean park(OutboundFrame frame) {
    ArrayDeque<OutboundFrame> queue = queue();
    queue.add(frame);
    parkedBytes += frame.size();
    largest = Math.max(largest, queue.size());
    if (queue.size() > SHED_AT) {
      drop(OutboundFrame::isDispensable);
    }
    if (queue.size() > HINTS_AT) {
      keepNewestOfConversations();
    }
    return queue.size() <= MAX_FRAMES && parkedBytes <= MAX_BYTES;
  }

  private void keepNewestOfConversations() {
    Set<String> seen = new HashSet<>();
    Iterator<OutboundFrame> newestFirst = queue().descendingIterator();
    while (newestFirst.hasNext()) {
      OutboundFrame frame = newestFirst.next();
      if (frame.kind() == Kind.MESSAGE && !seen.add(frame.conversationID())) {
        remove(newestFirst, frame);
        metrics.superseded.increment();
      }
    }
  }

  private void drop(Predicate<OutboundFrame> condition) {
    Iterator<OutboundFrame> frames = queue().iterator();
    while (frames.hasNext()) {
      OutboundFrame frame = frames.next();
      if (condition.test(frame)) {
        remove(frames, frame);
        (frame.kind() == Kind.PRESENCE ? metrics.presenceDropped : metrics.onlineOnlyDropped)
            .increment();
      }
    }
  }

  private void remove(Iterator<OutboundFrame> frames, OutboundFrame frame) {
    frames.remove();
    parkedBytes -= frame.size();
    frame.bytes().release();
  }

  private void releaseParked() {
    if (parked != null) {
      parked.forEach(frame -> frame.bytes().release());
      parked = null;
    }
    parkedBytes = 0;
  }

  private void releaseUrgent() {
    if (waitingUrgent != null) {
      waitingUrgent.release();
      waitingUrgent = null;
    }
  }

  private ArrayDeque<OutboundFrame> queue() {
    if (parked == null) {
      parked = new ArrayDeque<>(4);
    }
    return parked;
  }

  private void runOnEventLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
    } else {
      channel.eventLoop().execute(task);
    }
  }
}
