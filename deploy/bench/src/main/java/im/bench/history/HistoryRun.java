package im.bench.history;

import com.fasterxml.jackson.databind.JsonNode;
import im.bench.client.Account;
import im.bench.client.Api;
import im.bench.client.ChatClients;
import im.bench.client.ChatConnection;
import im.bench.client.ChatListener;
import im.bench.client.ConnectionLostException;
import im.bench.client.HistoryReader;
import im.bench.client.SideBySide;
import im.proto.sdkws.MsgData;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Sends many messages into one chat of two and reads pages of it. Each page is read once, so that
/// it comes from the store and not from what an earlier reading left in a cache. Figures are
/// printed and never judged.
public final class HistoryRun {
  private static final int STEPS_AT_ONCE = 12;
  private static final int PAGE = 100;
  private static final int REPEATS = 20;
  private static final int TEXT = 101;
  private static final int SINGLE_CHAT = 1;
  private static final long SETTLING_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Api api;
  private final ChatClients clients;
  private final PrintStream out;
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  /// Plays against `api` and the gateways of `clients`, prints on `out`.
  public HistoryRun(Api api, ChatClients clients, PrintStream out) {
    this.api = api;
    this.clients = clients;
    this.out = out;
  }

  /// Sends `messages` with `window` calls at a time, then reads `pages` pages at the beginning, in
  /// the middle and at the end, and searches.
  public void depths(int messages, int window, int pages) throws Exception {
    List<Account> accounts = api.register(List.of("a" + run, "b" + run));
    String conversation = "si_a" + run + "_b" + run;
    long began = System.nanoTime();
    SideBySide.run(
        messages,
        window,
        i -> api.call("/msg/send_msg", text("a" + run, "b" + run, "message " + i)));
    ChatConnection sender = clients.connect(accounts.getFirst(), Deaf.INSTANCE).get();
    HistoryReader history = new HistoryReader(sender);
    awaitStored(history, conversation, messages);
    out.printf("%d messages sent and stored in %.1f s%n", messages, millisSince(began) / 1e3);

    int span = pages * PAGE;
    // Elsewhere, and not printed: the first reads of a server's life are slow at any depth.
    var _ = pages(history, conversation, Math.max(1, messages / 4 - span / 2), pages);
    pages(history, conversation, "beginning", 1, pages);
    pages(history, conversation, "middle", Math.max(1, messages / 2 - span / 2), pages);
    pages(history, conversation, "end", Math.max(1, messages - span + 1), pages);
    measure(
        "search, first page of one sender's",
        () -> search(Map.of("sendID", "a" + run, "recvID", "b" + run, "sessionType", SINGLE_CHAT)));
    measure(
        "search, first page of a content type",
        () ->
            search(
                Map.of(
                    "sendID",
                    "a" + run,
                    "recvID",
                    "b" + run,
                    "sessionType",
                    SINGLE_CHAT,
                    "contentType",
                    TEXT)));
    sender.close();
  }

  /// A user to whom one message came in each of many conversations asks for the positions in all of
  /// them; every answer has to add up.
  public void unreadTotals(int conversations, int window) throws Exception {
    String owner = "u" + run;
    List<String> peers = IntStream.range(0, conversations).mapToObj(i -> "p" + i + run).toList();
    var _ = api.register(List.of(owner));
    var _ = api.register(peers);
    // All of them step the versions of one user, which a store does one after the other.
    SideBySide.run(
        conversations,
        Math.min(window, STEPS_AT_ONCE),
        i -> api.call("/msg/send_msg", text(peers.get(i), owner, "hello")));
    long deadline = System.nanoTime() + SETTLING_NANOS;
    while (unread(owner) < conversations) {
      if (System.nanoTime() > deadline) {
        throw new ConnectionLostException(
            "%d unread (expected: %d)".formatted(unread(owner), conversations));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    measure(
        "unread totals of " + conversations + " conversations",
        () -> {
          long unread = unread(owner);
          if (unread != conversations) {
            throw new ConnectionLostException(
                "%d unread (expected: %d)".formatted(unread, conversations));
          }
        });
  }

  private long unread(String owner) {
    JsonNode seqs =
        api.call(
                "/msg/get_conversations_has_read_and_max_seq",
                Map.of("userID", owner, "conversationIDs", List.of(), "returnPinned", false))
            .path("seqs");
    long unread = 0;
    for (JsonNode each : seqs) {
      unread += each.path("maxSeq").asLong() - each.path("hasReadSeq").asLong();
    }
    return unread;
  }

  private JsonNode search(Map<String, Object> filter) {
    var body = new HashMap<String, Object>(filter);
    body.put("pagination", Map.of("pageNumber", 1, "showNumber", PAGE));
    return api.call("/msg/search_msg", body);
  }

  private static Map<String, Object> text(String sender, String receiver, String text) {
    return Map.of(
        "sendID",
        sender,
        "recvID",
        receiver,
        "senderPlatformID",
        Account.PLATFORM,
        "content",
        Map.of("content", text),
        "contentType",
        TEXT,
        "sessionType",
        SINGLE_CHAT);
  }

  private static void awaitStored(HistoryReader history, String conversation, int messages)
      throws InterruptedException {
    long deadline = System.nanoTime() + SETTLING_NANOS;
    while (history.newestSeq(conversation) < messages) {
      if (System.nanoTime() > deadline) {
        throw new ConnectionLostException("the newest message is not stored in time");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void pages(
      HistoryReader history, String conversation, String depth, long first, int pages) {
    print(
        "pages of 100 at the " + depth + ", from " + first,
        pages(history, conversation, first, pages));
  }

  private static double[] pages(HistoryReader history, String conversation, long first, int pages) {
    double[] times = new double[pages];
    for (int page = 0; page < pages; page++) {
      long begin = first + (long) page * PAGE;
      long began = System.nanoTime();
      int got = history.page(conversation, begin, begin + PAGE - 1).size();
      times[page] = millisSince(began);
      if (got != PAGE) {
        throw new ConnectionLostException(
            "page from %d has %d messages (expected: %d)".formatted(begin, got, PAGE));
      }
    }
    return times;
  }

  private void measure(String what, Runnable question) {
    double[] times = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long began = System.nanoTime();
      question.run();
      times[i] = millisSince(began);
    }
    print(what, times);
  }

  private void print(String what, double[] times) {
    double first = times[0];
    Arrays.sort(times);
    out.printf(
        "%-48s p50 %7.1f ms, p99 %7.1f, max %7.1f, first %7.1f (%d times)%n",
        what,
        times[times.length / 2],
        times[Math.min(times.length - 1, times.length * 99 / 100)],
        times[times.length - 1],
        first,
        times.length);
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  /// Takes no notice of what is pushed.
  private enum Deaf implements ChatListener {
    INSTANCE;

    @Override
    public void onMessage(MsgData message) {
      // What is measured is reading.
    }

    @Override
    public void onClosed(String reason) {
      // A request under way fails with the reason.
    }
  }
}
