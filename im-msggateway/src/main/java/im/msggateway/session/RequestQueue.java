package im.msggateway.session;

import im.msggateway.codec.Request;
import im.msggateway.session.RequestHandler.Outcome;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of one connection: strictly one at a time, in the order they came, the next one
/// only after the reply to the one before is on its way (`reference/ws-protocol.md` 4.1). While too
/// many wait nothing more is read from the client; beyond the bound can only be what one read
/// brought.
final class RequestQueue {
  private static final Logger log = LoggerFactory.getLogger(RequestQueue.class);

  /// So many may wait before reading stops.
  static final int MAX_WAITING = 16;

  private final Session session;
  private final RequestHandler handler;
  private final Executor executor;

  // Guarded by this.
  private @Nullable ArrayDeque<Request> waiting;
  private boolean running;
  private boolean ended;

  /// `executor` gives a virtual thread to each task.
  RequestQueue(Session session, RequestHandler handler, Executor executor) {
    this.session = session;
    this.handler = handler;
    this.executor = executor;
  }

  void add(Request request) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (waiting == null) {
        waiting = new ArrayDeque<>(4);
      }
      waiting.add(request);
      if (waiting.size() >= MAX_WAITING) {
        session.channel().config().setAutoRead(false);
      }
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::run);
  }

  /// True while nothing waits and nothing is being handled.
  synchronized boolean isIdle() {
    return !running;
  }

  /// Forgets what waits; what is being handled is finished.
  synchronized void end() {
    ended = true;
    waiting = null;
  }

  private void run() {
    for (Request request = next(); request != null; request = next()) {
      try {
        answer(request);
      } catch (RuntimeException | Error e) {
        // First, since there may be no memory left to write of it.
        drop();
        log.error("request {} of {} failed", request.reqIdentifier(), session, e);
      }
    }
  }

  private void answer(Request request) {
    switch (handler.handle(session, request)) {
      case Outcome.Reply(var response) -> {
        session.send(response);
        session.outbound().answered();
      }
      case Outcome.LastReply(var response) -> {
        end();
        session.finish(response);
      }
      case Outcome.Refused() -> drop();
    }
  }

  private void drop() {
    end();
    session.end();
  }

  private synchronized @Nullable Request next() {
    Request request = waiting == null ? null : waiting.poll();
    if (request == null) {
      running = false;
      waiting = null;
    } else if (waiting != null && waiting.size() == MAX_WAITING / 2) {
      session.channel().config().setAutoRead(true);
    }
    return request;
  }
}
