package im.msggateway.session;

import static java.util.Objects.requireNonNull;

import im.msggateway.codec.ServerFrames;
import im.msggateway.session.OutboundFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What waits for one client, in order. Frames go straight into the channel while it takes them;
/// what it does not take is parked here, within bounds, and pushes that waited ride together in one
/// frame. A reader that falls behind first loses what is worth nothing when late, then all but the
/// newest message of each conversation (the client sees the gap and pulls), and is closed when even
/// that is too much. Safe for use from any thread; never blocks.
public final class Outbound {
  /// From this many parked frames on, dispensable ones are dropped.
  static final int SHED_AT = 64;

  /// From this many on, only the newest message of a conversation is kept.
  static final int HINTS_AT = 128;

  /// More than this close the connection (`reference/ws-protocol.md` 5).
  static final int MAX_FRAMES = 256;

  /// A frame for which at least this much waits already closes the connection. One frame alone may
  /// be larger: an answer is as large as what was asked for.
  static final int MAX_BYTES = 4 << 20;

  /// Pushes that waited share frames up to this size.
  static final int MERGED_BYTES = 64 << 10;

  private static final int KEEP_QUEUE_BELOW = 32;

  private final Channel channel;
  private final OutboundMetrics metrics;
  private final Duration linger;
  private final boolean confirmsAnswers;
  private final Function<List<PushedMessage>, ByteBuf> merger;

  // Guarded by this.
  private @Nullable ArrayDeque<OutboundFrame> parked;
  private int parkedBytes;
  private final HeldBack held = new HeldBack();
  private int largest;
  private boolean draining;
  private boolean ended;

  // Touched on the event loop only.
  private @Nullable ByteBuf waitingUrgent;
  private boolean finished;

  /// @param confirmsAnswers the client is asked whether it has read an answer
  /// @param merger makes one frame of several pushes
  Outbound(
      Channel channel,
      OutboundMetrics metrics,
      Duration linger,
      boolean confirmsAnswers,
      Function<List<PushedMessage>, ByteBuf> merger) {
    this.channel = channel;
    this.metrics = metrics;
    this.linger = linger;
    this.confirmsAnswers = confirmsAnswers;
    this.merger = merger;
  }

  /// Takes `frame`. False when there was no room, which closes the connection. A connection that is
  /// already ending takes everything and sends nothing of it.
  public boolean offer(OutboundFrame frame) {
    synchronized (this) {
      if (ended) {
        frame.bytes().release();
        return true;
      }
      if (held.mustWait(frame)) {
        held.add(frame);
        if (!held.isAnswered() || held.size() <= SHED_AT) {
          return (held.size() <= MAX_FRAMES && held.bytes() <= MAX_BYTES) || closeSlow();
        }
        // Who is slow to confirm is not waited for when much waits.
        held.read();
        if (!parkHeld()) {
          return closeSlow();
        }
      } else if (!park(frame)) {
        return closeSlow();
      }
      if (draining) {
        return true;
      }
      draining = true;
    }
    runOnEventLoop(() -> drain(false));
    return true;
  }

  /// The client sends a message and has no answer yet. A copy of it that comes round sooner, and
  /// every push after that, waits until the client has the answer.
  public synchronized void sending(String clientMsgID) {
    held.sending(clientMsgID);
  }

  /// The answer to the last request is on its way. A client that confirms answers is asked with a
  /// ping whether it has read this one; for every other one it has.
  void answered() {
    synchronized (this) {
      if (!held.answered()) {
        return;
      }
    }
    if (confirmsAnswers) {
      runOnEventLoop(() -> urgent(ServerFrames.ping()));
    } else {
      releaseHeld();
    }
  }

  /// The client has read all that was sent to it some time ago.
  void confirmed() {
    if (confirmsAnswers) {
      releaseHeld();
    }
  }

  private void releaseHeld() {
    synchronized (this) {
      held.read();
      if (ended || held.size() == 0) {
        return;
      }
      if (!parkHeld()) {
        var _ = closeSlow();
        return;
      }
      if (draining) {
        return;
      }
      draining = true;
    }
    runOnEventLoop(() -> drain(false));
  }

  private boolean parkHeld() {
    for (OutboundFrame frame = held.poll(); frame != null; frame = held.poll()) {
      if (!park(frame)) {
        return false;
      }
    }
    return true;
  }

  private boolean closeSlow() {
    ended = true;
    releaseParked();
    metrics.slowReadersClosed.increment();
    channel.close();
    return false;
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
    runOnEventLoop(() -> drain(false));
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
    drain(true);
  }

  /// The channel is gone: drops everything.
  void discard() {
    synchronized (this) {
      ended = true;
      releaseParked();
    }
    releaseUrgent();
  }

  /// @param waited the frames have waited for the channel; only then do they cost an encoding more
  private void drain(boolean waited) {
    boolean wrote = false;
    while (channel.isWritable()) {
      List<OutboundFrame> run = next(waited);
      if (run.isEmpty()) {
        endWhenEmpty();
        break;
      }
      channel.write(run.size() == 1 ? run.getFirst().bytes() : merge(run), channel.voidPromise());
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
  }

  /// The next frame; or, where `together`, all pushes at the head that fit into one. Empty when
  /// nothing waits.
  private synchronized List<OutboundFrame> next(boolean together) {
    OutboundFrame first = parked == null ? null : parked.poll();
    if (first == null) {
      draining = false;
      return List.of();
    }
    List<OutboundFrame> run = new ArrayList<>(1);
    run.add(first);
    int bytes = first.size();
    ArrayDeque<OutboundFrame> rest = queue();
    while (together && first.pushed() != null) {
      OutboundFrame next = rest.peek();
      if (next == null || next.pushed() == null || bytes + next.size() > MERGED_BYTES) {
        break;
      }
      run.add(rest.remove());
      bytes += next.size();
    }
    parkedBytes -= bytes;
    if (rest.isEmpty() && largest > KEEP_QUEUE_BELOW) {
      parked = null;
      largest = 0;
    }
    return run;
  }

  private ByteBuf merge(List<OutboundFrame> run) {
    metrics.merged.increment(run.size() - 1);
    List<PushedMessage> messages = new ArrayList<>(run.size());
    for (OutboundFrame frame : run) {
      messages.add(requireNonNull(frame.pushed()));
      frame.bytes().release();
    }
    return merger.apply(messages);
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
    boolean room = parkedBytes < MAX_BYTES;
    queue.add(frame);
    parkedBytes += frame.size();
    largest = Math.max(largest, queue.size());
    if (queue.size() > SHED_AT) {
      drop(OutboundFrame::isDispensable);
    }
    if (queue.size() > HINTS_AT) {
      keepNewestOfConversations();
    }
    return room && queue.size() <= MAX_FRAMES;
  }

  private void keepNewestOfConversations() {
    Set<String> seen = new HashSet<>();
    Iterator<OutboundFrame> newestFirst = queue().descendingIterator();
    while (newestFirst.hasNext()) {
      OutboundFrame frame = newestFirst.next();
      PushedMessage pushed = frame.pushed();
      if (frame.kind() == Kind.MESSAGE && pushed != null && !seen.add(pushed.conversationID())) {
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
        (frame.kind() == Kind.PRESENCE ? metrics.presenceDropped : metrics.typingDropped)
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
    held.release();
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
