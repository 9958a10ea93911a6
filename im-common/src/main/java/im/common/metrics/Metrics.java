package im.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.regex.Pattern;

/// The metrics of a process: a Micrometer registry that already has those of the JVM, of the
/// process, and every unlabelled counter of the reference, at 0.
///
/// A name of our own is words between dots, to which Prometheus gives its form and its endings.
/// Those of the reference ([MetricName]) may be given with or without the `_total` of counters;
/// both are the same counter.
public final class Metrics implements AutoCloseable {

  private static final String TOTAL = "_total";

  /// Counters whose known names lack the `_total` that every Prometheus library adds.
  private static final Pattern WITHOUT_TOTAL =
      Pattern.compile("(?m)^((?:# (?:HELP|TYPE) )?(?:rpc|api|http)_count)_total\\b");

  /// The reference shows these in every process, so that rates are defined from the first one on.
  private static final Map<String, String> ALWAYS_SHOWN =
      Map.ofEntries(
          Map.entry(MetricName.USER_LOGIN, "Admin tokens issued"),
          Map.entry(MetricName.USER_REGISTER, "Users registered"),
          Map.entry(MetricName.SINGLE_CHAT_SUCCESS, "Single-chat messages accepted"),
          Map.entry(MetricName.SINGLE_CHAT_FAILED, "Single-chat messages not accepted"),
          Map.entry(MetricName.GROUP_CHAT_SUCCESS, "Group messages accepted"),
          Map.entry(
              MetricName.GROUP_CHAT_FAILED,
              "Group messages not accepted, and those not handed to offline push"),
          Map.entry(MetricName.OFFLINE_PUSH_FAILED, "Calls to a push vendor that failed"),
          Map.entry(MetricName.LATE_PUSH, "Messages older than 10 s when push read them"),
          Map.entry(MetricName.REDIS_INSERT_SUCCESS, "Batches cached in Redis"),
          Map.entry(MetricName.REDIS_INSERT_FAILED, "Batches not cached in Redis"),
          Map.entry(MetricName.MONGO_INSERT_SUCCESS, "Batches stored in MongoDB"),
          Map.entry(MetricName.MONGO_INSERT_FAILED, "Batches not stored in MongoDB"),
          Map.entry(MetricName.SEQ_SET_FAILED, "Read positions of senders not saved"));

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /// A registry of its own, with nothing counted yet.
  public Metrics() {
    registry.config().meterFilter(new OneNamePerCounter());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
    new ProcessMetrics().bindTo(registry);
    ALWAYS_SHOWN.forEach(
        (name, help) -> Counter.builder(name).description(help).register(registry));
  }

  /// Where everything in the process registers its meters.
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /// All metrics in Prometheus' text format.
  public String scrape() {
    return WITHOUT_TOTAL.matcher(registry.scrape()).replaceAll("$1");
  }

  /// Stops listening to the garbage collector.
  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  /// Else `x` and `x_total` would be two meters that end up as the same series.
  private static final class OneNamePerCounter implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      boolean doubled = id.getType() == Meter.Type.COUNTER && id.getName().endsWith(TOTAL);
      return doubled
          ? id.withName(id.getName().substring(0, id.getName().length() - TOTAL.length()))
          : id;
    }
  }
}
