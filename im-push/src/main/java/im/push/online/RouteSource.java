package im.push.online;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Where the routes of users are read from.
@FunctionalInterface
public interface RouteSource {
  /// For each of `gateways` that has to be asked, the users among `userIDs` it may hold. A gateway
  /// whose registrations are not complete gets everybody without a route.
  CompletionStage<Map<String, List<String>>> lookup(
      Collection<String> gateways, Collection<String> userIDs);
}
