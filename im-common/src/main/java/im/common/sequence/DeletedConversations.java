package im.common.sequence;

import im.common.redis.LuaScript;
import im.common.redis.Pipeline;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/// Who deleted which conversation and gets it again with its next message.
///
/// A hash `{MALLOC_SEQ:<conversation>}:GONE` (ours), owner → token of the deletion, in the slot of
/// the conversation's numbers: the script that numbers a message sees at no further cost whether
/// there is one ([Allocation#isDeletedBySome()]). Note a deletion **after** the rows are gone.
public final class DeletedConversations {
  private static final LuaScript FORGET =
      LuaScript.resource(DeletedConversations.class, "forget_deleted.lua");
  private static final Duration KEEP = Duration.ofDays(365);

  private final Redis redis;

  /// Keeps them in `redis`.
  public DeletedConversations(Redis redis) {
    this.redis = redis;
  }

  /// `ownerUserID` has these conversations no more; a thousand in one round trip.
  public void note(String ownerUserID, Collection<String> conversationIDs) {
    String token = UUID.randomUUID().toString();
    Pipeline.each(conversationIDs, id -> note(ownerUserID, id, token)).join();
  }

  private CompletionStage<Boolean> note(String ownerUserID, String conversationID, String token) {
    String key = key(conversationID);
    return redis
        .async()
        .hset(key, ownerUserID, token)
        .thenCombine(redis.async().expire(key, KEEP), (isNew, _) -> isNew);
  }

  /// Who deleted the conversation, each with the token for [#forget].
  public Map<String, String> owners(String conversationID) {
    return redis.sync().hgetall(key(conversationID));
  }

  /// These owners have the conversation again; one who deleted it once more since stays noted.
  public void forget(String conversationID, Map<String, String> owners) {
    if (owners.isEmpty()) {
      return;
    }
    List<String> arguments = new ArrayList<>(2 * owners.size());
    owners.forEach((owner, token) -> {
      arguments.add(owner);
      arguments.add(token);
    });
    redis
        .<Long>eval(FORGET, ScriptOutputType.INTEGER, List.of(key(conversationID)), arguments)
        .toCompletableFuture()
        .join();
  }

  static String key(String conversationID) {
    return "{MALLOC_SEQ:" + conversationID + "}:GONE";
  }
}
