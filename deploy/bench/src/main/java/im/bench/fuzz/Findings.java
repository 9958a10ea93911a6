package im.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What came back, counted, and every answer that shows the inside of the server.
public final class Findings {
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\.java:\\d+|Caused by:|Exception|\\tat |"
              + "\\b(?:java|javax|jdk|io\\.netty|io\\.grpc|com\\.google|com\\.mongodb|org\\.apache|im)"
              + "(?:\\.[a-z]\\w*)+\\.[A-Z]\\w+");
  private static final int KEPT = 20;
  private static final int SHOWN = 200;

  private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();
  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
  private final LongAdder leakCount = new LongAdder();

  void count(String outcome) {
    outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
  }

  /// Looks through an answer to something of kind `where`.
  void inspect(String where, byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    Matcher found = INSIDE.matcher(text);
    if (found.find()) {
      leakCount.increment();
      if (leaks.size() < KEPT) {
        int start = Math.max(0, found.start() - SHOWN / 2);
        leaks.add(where + ": " + text.substring(start, Math.min(text.length(), start + SHOWN)));
      }
    }
  }

  /// How often each outcome was seen.
  public Map<String, LongAdder> outcomes() {
    return outcomes;
  }

  /// Answers that show the inside of the server.
  public long leaks() {
    return leakCount.sum();
  }

  /// Some of them.
  public Iterable<String> examples() {
    return leaks;
  }
}
