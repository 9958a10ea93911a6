package im.rpc.user.profile;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.metrics.MetricName;
import im.proto.sdkws.UserInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Registers users and says who is registered, both for app admins alone.
public final class Registration {
  private final UserStore store;
  private final Access access;
  private final Clock clock;
  private final Counter counted;

  /// New users get the time of `clock` as their time of creation.
  public Registration(UserStore store, Access access, Clock clock, MeterRegistry meters) {
    this.store = store;
    this.access = access;
    this.clock = clock;
    counted = meters.counter(MetricName.USER_REGISTER);
  }

  /// Registers all of `users`, or none. Throws 1002 unless an app admin asks, 1001 for an id twice
  /// or illegal, no nickname, a receive option outside of 0..2 or a negative level; 1102 when one
  /// of the ids is registered.
  public void register(List<UserInfo> users) {
    access.requireAdmin();
    Set<String> ids = new LinkedHashSet<>();
    for (UserInfo user : users) {
      if (!ids.add(user.getUserID())) {
        throw ErrorCode.ARGS.because("users: " + user.getUserID() + " twice (expected: each once)");
      }
      check(user);
    }
    Set<String> registered = store.registered(ids);
    if (!registered.isEmpty()) {
      throw ErrorCode.REGISTERED_ALREADY.because(
          "userID: " + registered + " (expected: not registered yet)");
    }
    long now = clock.millis();
    store.insert(users.stream().map(user -> stored(user, now)).toList());
    counted.increment(users.size());
  }

  /// Which of `userIDs` are registered. Throws 1001 when an id is there twice, whoever asks, then
  /// 1002 unless an app admin asks.
  public Set<String> registered(List<String> userIDs) {
    if (new HashSet<>(userIDs).size() != userIDs.size()) {
      throw ErrorCode.ARGS.because("checkUserIDs: an id twice (expected: each once)");
    }
    access.requireAdmin();
    return store.registered(userIDs);
  }

  private static void check(UserInfo user) {
    UserRules.requireLegalID(user.getUserID());
    UserRules.requireRecvOpt(user.getGlobalRecvMsgOpt());
    if (user.getNickname().isEmpty()) {
      throw ErrorCode.ARGS.because(
          "nickname of " + user.getUserID() + " is empty (expected: a name)");
    }
    if (user.getAppMangerLevel() < 0) {
      throw ErrorCode.ARGS.because(
          "appMangerLevel: " + user.getAppMangerLevel() + " (expected: >= 0)");
    }
  }

  private static User stored(UserInfo user, long now) {
    return new User(
        user.getUserID(),
        user.getNickname(),
        user.getFaceURL(),
        user.getEx(),
        user.getAppMangerLevel(),
        user.getGlobalRecvMsgOpt(),
        now);
  }
}
