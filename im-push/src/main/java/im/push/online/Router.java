package im.push.online;

import im.push.metrics.PushMetrics;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the gateways for a whole batch with one look-up. With a single gateway there is nothing to
/// look up, and when the routes cannot be read every gateway is asked: a push too many is harmless.
public final class Router {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private final Gateways gateways;
  private final RouteSource routes;
  private final PushMetrics metrics;

  /// `routes` is asked only when there are several gateways.
  public Router(Gateways gateways, RouteSource routes, PushMetrics metrics) {
    this.gateways = gateways;
    this.routes = routes;
    this.metrics = metrics;
  }

  /// The plan for messages with these receivers. Blocks for at most one look-up.
  public RoutePlan plan(Collection<List<String>> receiverLists) {
    List<Gateway> current = gateways.current();
    if (current.size() <= 1) {
      return RoutePlan.everywhere(current, receiverLists);
    }
    Set<List<String>> lists = Collections.newSetFromMap(new IdentityHashMap<>());
    lists.addAll(receiverLists);
    Set<String> users = new LinkedHashSet<>();
    lists.forEach(users::addAll);
    if (users.isEmpty()) {
      return RoutePlan.everywhere(List.of(), lists);
    }
    return plan(current, users, lists);
  }

  private RoutePlan plan(List<Gateway> current, Set<String> users, Set<List<String>> lists) {
    Map<String, Gateway> byAddress = new LinkedHashMap<>();
    current.forEach(gateway -> byAddress.put(gateway.address(), gateway));
    Map<String, List<String>> targets;
    try {
      targets = join(routes.lookup(byAddress.keySet(), users));
    } catch (RuntimeException e) {
      log.warn("routes of {} users unreadable, asking all gateways", users.size(), e);
      metrics.routeLookupFailed();
      return RoutePlan.everywhere(current, lists);
    }
    Map<Gateway, Set<String>> holders = new LinkedHashMap<>();
    byAddress.forEach((address, gateway) -> {
      List<String> held = targets.get(address);
      if (held != null && !held.isEmpty()) {
        holders.put(gateway, new HashSet<>(held));
      }
    });
    return RoutePlan.routed(holders, lists);
  }

  private static Map<String, List<String>> join(CompletionStage<Map<String, List<String>>> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
