package im.bench;

import static org.assertj.core.api.Assertions.assertThat;

import im.bench.client.Api;
import im.bench.client.ChatClients;
import im.bench.load.LoadPlan;
import im.bench.load.LoadRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The verdict holds for an honest server and falls for every kind of loss and doubling.
class LoadRunTest {
  /// A run that lacks nothing ends sooner.
  private static final Duration UNTIL_ALL_IS_THERE = Duration.ofSeconds(20);

  private static final Duration UNTIL_IT_SHOWS = Duration.ofSeconds(3);

  private final ByteArrayOutputStream report = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"true,false", "true,true", "false,false", "false,true"})
  void honestServerPassesInEveryWireFormat(boolean isJson, boolean isGzip) throws Exception {
    assertThat(run(LyingServer.Lie.NONE, pairs(UNTIL_ALL_IS_THERE, false), isJson, isGzip))
        .as(text())
        .isTrue();
    assertThat(text())
        .contains("100 sent, 100 acked")
        .contains("100 of 100, 0 missing, 0 duplicates")
        .contains("HOLDS: sent 100 = acked 100 = stored once 100 = delivered once 100/100");
  }

  @Test
  void groupCountsEveryReceiver() throws Exception {
    LoadPlan group =
        new LoadPlan(0, 8, 2, 500, 1, 50, null, 10, Duration.ZERO, UNTIL_ALL_IS_THERE, false);
    assertThat(run(LyingServer.Lie.NONE, group, true, false)).as(text()).isTrue();
    assertThat(text()).contains("350 of 350, 0 missing");
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_STORED, 10 not at all",
    "STORED_TWICE, 10 more than once",
    "NOT_DELIVERED, 10 missing",
    "DELIVERED_TWICE, 10 duplicates",
    "REFUSED, 10 error replies"
  })
  void everyLieIsSeen(LyingServer.Lie lie, String finding) throws Exception {
    assertThat(run(lie, pairs(UNTIL_IT_SHOWS, false), true, false)).as(text()).isFalse();
    assertThat(text()).contains(finding).contains("DOES NOT HOLD");
  }

  @Test
  void messagesSentAgainAfterAFaultAreStoredOnce() throws Exception {
    assertThat(
            run(LyingServer.Lie.CUT_AND_REMEMBERED, pairs(UNTIL_ALL_IS_THERE, true), true, false))
        .as(text())
        .isTrue();
    assertThat(text()).contains("reconnects").contains("0 more than once");
  }

  @Test
  void messagesStoredAgainAfterAFaultAreSeen() throws Exception {
    assertThat(run(LyingServer.Lie.CUT_AND_FORGOTTEN, pairs(UNTIL_IT_SHOWS, true), true, false))
        .as(text())
        .isFalse();
    assertThat(text()).doesNotContain(" 0 more than once");
  }

  private static LoadPlan pairs(Duration settle, boolean isFaultRun) {
    return new LoadPlan(5, 0, 1, 0, 2, 100, null, 10, Duration.ZERO, settle, isFaultRun);
  }

  private boolean run(LyingServer.Lie lie, LoadPlan plan, boolean isJson, boolean isGzip)
      throws IOException, InterruptedException {
    try (LyingServer server = new LyingServer(lie);
        Api api = new Api(server.api(), "secret", "imAdmin");
        ChatClients clients = new ChatClients(List.of(server.ws()), isJson, isGzip, 1)) {
      return new LoadRun(plan, api, clients, new PrintStream(report, true, StandardCharsets.UTF_8))
          .run();
    }
  }

  private String text() {
    return report.toString(StandardCharsets.UTF_8);
  }
}
