package im.push.online;

import com.google.common.collect.Lists;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Hands one message to the gateways of its receivers, all at the same time.
public final class OnlinePush {
  /// Keeps a call below the size that gRPC takes (4 MiB) for ids of any allowed length.
  private static final int USERS_PER_CALL = 20_000;

  /// Offers `message` to all `receivers` and returns when every gateway has answered, failed or let
  /// its deadline pass; never throws for a gateway's sake.
  ///
  /// @return the users that got it on a phone in use, who need no offline push
  public Set<String> push(MsgData message, List<String> receivers, RoutePlan plan) {
    List<CompletableFuture<List<SingleMsgToUserResults>>> answers = new ArrayList<>();
    for (Delivery delivery : plan.of(receivers)) {
      for (List<String> users : Lists.partition(delivery.users(), USERS_PER_CALL)) {
        answers.add(delivery.gateway().push(message, users));
      }
    }
    Set<String> reached = new HashSet<>();
    for (CompletableFuture<List<SingleMsgToUserResults>> answer : answers) {
      for (SingleMsgToUserResults result : answer.join()) {
        if (result.getOnlinePush()) {
          reached.add(result.getUserID());
        }
      }
    }
    return reached;
  }
}
