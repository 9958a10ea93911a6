package im.common.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every address record of a service's host name is an instance, as with a headless Kubernetes
/// service or a compose network alias. Names are resolved again in the background.
public final class DnsDiscovery implements Discovery {
  private static final Logger log = LoggerFactory.getLogger(DnsDiscovery.class);

  private final Map<String, String> names;
  private final Map<String, List<String>> known = new ConcurrentHashMap<>();
  private final Map<String, List<Consumer<List<String>>>> watchers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService refresher;

  /// `names` maps a service name to `host:port`; names are looked up again every `refresh`.
  public DnsDiscovery(Map<String, String> names, Duration refresh) {
    this.names = Map.copyOf(names);
    refresher =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dns-discovery").factory());
    refresher.scheduleWithFixedDelay(
        this::refreshAll, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public List<String> instances(String service) {
    return known.computeIfAbsent(service, this::resolve);
  }

  @Override
  public void watch(String service, Consumer<List<String>> listener) {
    watchers.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>()).add(listener);
    listener.accept(instances(service));
  }

  @Override
  public void register(String service, String address) {}

  @Override
  public void close() {
    refresher.shutdownNow();
  }

  private void refreshAll() {
    for (String service : known.keySet()) {
      List<String> before = known.getOrDefault(service, List.of());
      List<String> now = resolve(service);
      // A failed look-up keeps what was known: a DNS outage must not take a running service away.
      if (!now.isEmpty() && !now.equals(before)) {
        known.put(service, now);
        watchers.getOrDefault(service, List.of()).forEach(watcher -> watcher.accept(now));
      }
    }
  }

  private List<String> resolve(String service) {
    String name = names.get(service);
    if (name == null) {
      return List.of();
    }
    int colon = name.lastIndexOf(':');
    try {
      return Arrays.stream(InetAddress.getAllByName(name.substring(0, colon)))
          .map(address -> address.getHostAddress() + name.substring(colon))
          .sorted()
          .toList();
    } catch (UnknownHostException e) {
      log.warn("service {} cannot be resolved: {}", service, e.getMessage());
      return List.of();
    }
  }
}
