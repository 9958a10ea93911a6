package im.msggateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.msggateway.Backends;
import im.msggateway.session.SessionRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class OnlineReporterTest {
  private final SessionRegistry registry = new SessionRegistry();

  /// As [System#nanoTime], which may be anything.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

  private Backends backends;
  private OnlineReporter reporter;

  @BeforeEach
  void start() throws IOException {
    backends = new Backends(RedisExtension.redis());
    reporter = new OnlineReporter(backends.rpc, registry, nanos::get);
    reporter.start();
    TestSessions.admit(registry, backends.rpc, "u");
  }

  @AfterEach
  void stop() {
    reporter.close(Duration.ofSeconds(1));
    backends.close();
  }

  @Test
  void aReportIsDueAgainWhenItsTimeHasPassedWhateverTheClockSays() throws Exception {
    report(1);
    nanos.addAndGet(OnlineReporter.RENEWAL.toNanos() - 1);
    assertThat(reporter.due()).isEmpty();
    report(1);
    nanos.incrementAndGet();
    assertThat(reporter.due()).containsExactly("u");
    report(2);
    assertThat(reporter.due()).isEmpty();
    reporter.again("u");
    awaitReports(3);
  }

  private void report(int thenThereAre) throws Exception {
    reporter.changed("u");
    awaitReports(thenThereAre);
  }

  private void awaitReports(int count) throws Exception {
    Until.holds(
        count + " reports", () -> backends.user.reports.size() == count && reporter.waiting() == 0);
  }
}
