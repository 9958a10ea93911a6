package im.common.discovery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// All services in one JVM: an address is the name of an in-process server. One instance is shared
/// by all services of the JVM.
public final class InProcessDiscovery implements Discovery {
  private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();
  private final Map<String, List<Consumer<List<String>>>> watchers = new ConcurrentHashMap<>();

  @Override
  public List<String> instances(String service) {
    return List.copyOf(addresses.getOrDefault(service, List.of()));
  }

  @Override
  public void watch(String service, Consumer<List<String>> listener) {
    watchers.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>()).add(listener);
    listener.accept(instances(service));
  }

  @Override
  public void register(String service, String address) {
    addresses.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>()).add(address);
    for (Consumer<List<String>> watcher : watchers.getOrDefault(service, List.of())) {
      watcher.accept(instances(service));
    }
  }

  @Override
  public boolean inProcess() {
    return true;
  }

  @Override
  public void close() {
    addresses.clear();
  }
}
