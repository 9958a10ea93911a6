package im.push.online;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which gateways the receivers of one batch are to be reached through. Made by [Router], used for
/// the messages of that batch only: routes change.
public final class RoutePlan {
  private final IdentityHashMap<List<String>, List<Delivery>> deliveries = new IdentityHashMap<>();

  /// Everybody through every one of `gateways`.
  static RoutePlan everywhere(List<Gateway> gateways, Iterable<List<String>> receiverLists) {
    RoutePlan plan = new RoutePlan();
    for (List<String> receivers : receiverLists) {
      plan.deliveries.put(
          receivers, gateways.stream().map(gateway -> new Delivery(gateway, receivers)).toList());
    }
    return plan;
  }

  /// Everybody through the gateways that hold him.
  static RoutePlan routed(Map<Gateway, Set<String>> holders, Iterable<List<String>> receiverLists) {
    RoutePlan plan = new RoutePlan();
    for (List<String> receivers : receiverLists) {
      plan.deliveries.computeIfAbsent(receivers, users -> split(holders, users));
    }
    return plan;
  }

  private static List<Delivery> split(Map<Gateway, Set<String>> holders, List<String> receivers) {
    List<Delivery> shares = new ArrayList<>();
    holders.forEach((gateway, held) -> {
      List<String> users = receivers.stream().filter(held::contains).toList();
      if (!users.isEmpty()) {
        shares.add(new Delivery(gateway, users));
      }
    });
    return shares;
  }

  /// The shares of `receivers`, which must be the very list the plan was made with.
  List<Delivery> of(List<String> receivers) {
    return deliveries.getOrDefault(receivers, List.of());
  }
}
