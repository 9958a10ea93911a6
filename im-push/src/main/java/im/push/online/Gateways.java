package im.push.online;

import im.common.rpc.RpcClients.Instance;
import im.push.metrics.PushMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The gateways that discovery knows at the moment, each with what has been learned about it.
public final class Gateways {
  private final Supplier<List<Instance>> discovery;
  private final LongSupplier nanoTime;
  private final Duration deadline;
  private final PushMetrics metrics;
  private final Map<String, Gateway> known = new ConcurrentHashMap<>();

  /// `deadline` bounds each call that somebody waits for; `nanoTime` is as [System#nanoTime].
  public Gateways(
      Supplier<List<Instance>> discovery,
      LongSupplier nanoTime,
      Duration deadline,
      PushMetrics metrics) {
    this.discovery = discovery;
    this.nanoTime = nanoTime;
    this.deadline = deadline;
    this.metrics = metrics;
  }

  List<Gateway> current() {
    List<Instance> instances = discovery.get();
    Set<String> addresses = new HashSet<>();
    List<Gateway> gateways = new ArrayList<>(instances.size());
    for (Instance instance : instances) {
      addresses.add(instance.address());
      gateways.add(
          known.computeIfAbsent(
              instance.address(), _ -> new Gateway(instance, nanoTime, deadline, metrics)));
    }
    if (known.size() > addresses.size()) {
      known.keySet().retainAll(addresses);
    }
    return gateways;
  }
}
