package im.rpc.msg.third;

import im.common.redis.Redis;
import im.common.redis.RedisKeys;
import im.proto.third.FcmUpdateTokenReq;
import im.proto.third.SetAppBadgeReq;

/// What vendors' push will need to know of devices (`reference/redis-keys.tsv`). Push forgets the
/// token at logout.
final class Devices {
  private static final String BADGE = "USER_BADGE_UNREAD_COUNT_SUM:";

  private final Redis redis;

  Devices(Redis redis) {
    this.redis = redis;
  }

  /// Keeps the vendor's token of a user's device, for `expireTime` seconds, or until logout when
  /// that is 0.
  void keepToken(FcmUpdateTokenReq request) {
    String key = RedisKeys.vendorToken(request.getAccount(), request.getPlatformID());
    if (request.getExpireTime() == 0) {
      redis.sync().set(key, request.getFcmToken());
    } else {
      redis.sync().setex(key, request.getExpireTime(), request.getFcmToken());
    }
  }

  /// Sets the number that the app shows.
  void setBadge(SetAppBadgeReq request) {
    redis.sync().set(BADGE + request.getUserID(), Integer.toString(request.getAppUnreadCount()));
  }
}
