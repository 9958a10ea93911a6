package im.rpc.user.setting;

import im.common.access.Access;
import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.TieredCache;
import im.common.mongo.Mongo;
import im.proto.user.pageUserClientConfigReq;
import im.proto.user.pageUserClientConfigResp;
import im.rpc.user.paging.Page;
import im.rpc.user.profile.UserStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings for clients (`reference/business-rules.md` 5, UserClientConfig).
public final class ClientSettings {
  private static final String EVERYBODY = "";

  private final ClientSettingStore store;
  private final UserStore users;
  private final TieredCache<Map<String, String>> cache;
  private final CacheInvalidation invalidation;
  private final Access access;

  /// `cache` must belong to topic USER.
  public ClientSettings(
      Mongo mongo,
      UserStore users,
      TieredCache<Map<String, String>> cache,
      CacheInvalidation invalidation,
      Access access) {
    store = new ClientSettingStore(mongo);
    this.users = users;
    this.cache = cache;
    this.invalidation = invalidation;
    this.access = access;
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
    store.put(userID, settings);
    announce(userID);
  }

  /// Deletes the settings `keys` of `userID`, or of everybody when the id is empty; what is not
  /// there is passed over.
  public void delete(String userID, Collection<String> keys) {
    store.delete(userID, keys);
    announce(userID);
  }

  /// A page over the settings of all users and of everybody; without a page only their number.
  public pageUserClientConfigResp page(pageUserClientConfigReq asked) {
    Page page = asked.hasPagination() ? Page.of(asked.getPagination()) : Page.EMPTY;
    ClientSettingStore.Found found = store.page(asked.getUserID(), asked.getKey(), page);
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

  private void announce(String userID) {
    String key = cacheKey(userID);
    cache.invalidate(key);
    invalidation.publish(Topic.USER, List.of(key));
  }

  private static String cacheKey(String userID) {
    return userID.equals(EVERYBODY) ? "CLIENT_CONFIG" : "CLIENT_CONFIG:" + userID;
  }
}
