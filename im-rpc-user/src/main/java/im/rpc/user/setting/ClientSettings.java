package im.rpc.user.setting;

import im.common.access.Access;
import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.TieredCache;
import im.common.mongo.Mongo;
import im.common.notification.Outbox;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.user.clientConfig;
import im.proto.user.pageUserClientConfigReq;
import im.proto.user.pageUserClientConfigResp;
import im.rpc.user.profile.UserStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// Settings for clients (`reference/business-rules.md` 5, UserClientConfig).
public final class ClientSettings {
  private static final String SET = "setting";
  private static final String EVERYBODY = "";

  private final ClientSettingStore store;
  private final UserStore users;
  private final TieredCache<Map<String, String>> cache;
  private final CacheInvalidation invalidation;
  private final Access access;
  private final Outbox outbox;

  /// `cache` must belong to topic USER.
  public ClientSettings(
      Mongo mongo,
      UserStore users,
      TieredCache<Map<String, String>> cache,
      CacheInvalidation invalidation,
      Access access,
      Outbox outbox) {
    store = new ClientSettingStore(mongo);
    this.users = users;
    this.cache = cache;
    this.invalidation = invalidation;
    this.access = access;
    this.outbox = outbox;
  }

  /// What counts for `userID`: the settings for everybody, overlaid with his own. An empty id gives
  /// those for everybody, to anyone. Throws 1002 for another user's, 1004 for an unknown user.
  public Map<String, String> of(String userID) {
    Map<String, String> settings = new HashMap<>(cached(EVERYBODY));
    if (!userID.equals(EVERYBODY)) {
      access.requireSelf(userID);
      users.require(userID);
      settings.putAll(cached(userID));
    }
    return settings;
  }

  /// Sets `settings` for `userID`, or for everybody when the id is empty; others stay. Throws 1004
  /// for an unknown user.
  public void set(String userID, Map<String, String> settings) {
    if (!userID.equals(EVERYBODY)) {
      users.require(userID);
    }
    keep(userID, () -> store.put(userID, settings));
  }

  /// Deletes the settings `keys` of `userID`, or of everybody when the id is empty; what is not
  /// there is passed over.
  public void delete(String userID, Collection<String> keys) {
    keep(userID, () -> store.delete(userID, keys));
  }

  /// A page over the settings of all users and of everybody; without a page only their number.
  public pageUserClientConfigResp page(pageUserClientConfigReq asked) {
    Page page = asked.hasPagination() ? Page.of(asked.getPagination()) : Page.EMPTY;
    Paged<clientConfig> found = store.page(asked.getUserID(), asked.getKey(), page);
    return pageUserClientConfigResp
        .newBuilder()
        .setTotal(found.total())
        .addAllConfigs(found.shown())
        .build();
  }

  private Map<String, String> cached(String userID) {
    return cache
        .get(cacheKey(userID), _ -> Optional.of(store.of(userID)))
        .orElseThrow(() -> new IllegalStateException("settings of " + userID + ": none"));
  }

  /// How changes are finished that a process left half done. Dropping a cached value in vain is
  /// cheaper than finding out whether there was need.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(
        SET,
        facts -> {
          announce(facts.getString("user"));
          return true;
        });
  }

  private void keep(String userID, Runnable change) {
    outbox.keep(
        SET,
        new Document("user", userID),
        () -> {
          change.run();
          announce(userID);
        });
  }

  private void announce(String userID) {
    String key = cacheKey(userID);
    try {
      invalidation.publish(Topic.USER, List.of(key));
    } finally {
      // After Redis has dropped the value, or a reader would bring it back from there.
      cache.invalidate(key);
    }
  }

  private static String cacheKey(String userID) {
    return userID.equals(EVERYBODY) ? "CLIENT_CONFIG" : "CLIENT_CONFIG:" + userID;
  }
}
