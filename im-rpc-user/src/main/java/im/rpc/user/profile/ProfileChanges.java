package im.rpc.user.profile;

import com.google.common.util.concurrent.ListenableFuture;
import im.common.error.ErrorTable;
import im.common.notification.Outbox;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.group.groupGrpc;
import im.proto.relation.friendGrpc;
import im.proto.sdkws.UserInfo;
import im.proto.sdkws.UserInfoWithEx;
import im.rpc.user.notice.UserNotices;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.bson.Document;

/// Changes profiles (`reference/business-rules.md` 5.1): the user is told of every change; friends
/// and groups learn of a new name or face through their own services.
public final class ProfileChanges {
  private static final String CHANGED = "profile";

  private final UserStore store;
  private final UserNotices notices;
  private final Outbox outbox;
  private final groupGrpc.groupFutureStub groups;
  private final friendGrpc.friendFutureStub friends;

  /// Reaches the friend and group services through `rpc`.
  public ProfileChanges(UserStore store, UserNotices notices, Outbox outbox, RpcClients rpc) {
    this.store = store;
    this.notices = notices;
    this.outbox = outbox;
    groups = rpc.stub(ServiceName.GROUP, groupGrpc::newFutureStub);
    friends = rpc.stub(ServiceName.FRIEND, friendGrpc::newFutureStub);
  }

  /// Sets what `asked` fills of nickname, face, ex and receive option; empty text and 0 leave what
  /// is there. Throws 1001 for a wrong option, 1004 for an unknown user.
  public void fillIn(UserInfo asked) {
    change(asked.getUserID(), ProfilePatch.filled(asked));
  }

  /// Sets what `asked` names of nickname, face, ex and receive option, empty text and 0 too. Throws
  /// 1001 for a wrong option, 1004 for an unknown user.
  public void set(UserInfoWithEx asked) {
    change(asked.getUserID(), ProfilePatch.named(asked));
  }

  /// Sets the receive option. Throws 1001 when it is not 0..2, 1004 for an unknown user.
  public void setRecvOpt(String userID, int opt) {
    change(userID, ProfilePatch.recvOpt(opt));
  }

  private void change(String userID, ProfilePatch patch) {
    if (patch.globalRecvMsgOpt() != null) {
      UserRules.requireRecvOpt(patch.globalRecvMsgOpt());
    }
    outbox.keep(
        CHANGED,
        new Document("user", userID).append("patch", patch.toFields()),
        () -> {
          User before = store.update(userID, patch).orElseThrow(() -> UserStore.notFound(userID));
          User after = patch.applyTo(before);
          notices.profileChanged(userID);
          boolean seenByOthers =
              !before.nickname().equals(after.nickname())
                  || !before.faceURL().equals(after.faceURL());
          if (seenByOthers) {
            tellOthers(before.toInfo(), after.toInfo());
          }
        });
  }

  /// How changes are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(CHANGED, this::resume);
  }

  private boolean resume(Document facts) {
    String userID = facts.getString("user");
    User now = store.update(userID, ProfilePatch.NONE).orElse(null);
    if (now == null) {
      return false;
    }
    ProfilePatch asked = ProfilePatch.ofFields(facts.get("patch", new Document()));
    ProfilePatch patch = asked.inPlace(now);
    if (patch.equals(ProfilePatch.NONE) && !asked.equals(ProfilePatch.NONE)) {
      return false;
    }
    store.announceAgain(userID);
    notices.profileChanged(userID);
    if (patch.nickname() != null || patch.faceURL() != null) {
      // How he looked before is not known any more; nobody who is told compares the two.
      tellOthers(now.toInfo(), now.toInfo());
    }
    return true;
  }

  private void tellOthers(UserInfo old, UserInfo changed) {
    List<ListenableFuture<?>> calls =
        List.of(
            groups.notificationUserInfoUpdate(
                im.proto
                    .group
                    .notificationUserInfoUpdateReq
                    .newBuilder()
                    .setUserID(changed.getUserID())
                    .setOldUserInfo(old)
                    .setNewUserInfo(changed)
                    .build()),
            friends.notificationUserInfoUpdate(
                im.proto
                    .relation
                    .notificationUserInfoUpdateReq
                    .newBuilder()
                    .setUserID(changed.getUserID())
                    .setOldUserInfo(old)
                    .setNewUserInfo(changed)
                    .build()));
    for (ListenableFuture<?> call : calls) {
      try {
        call.get();
      } catch (ExecutionException e) {
        throw ErrorTable.of(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ErrorTable.of(e);
      }
    }
  }
}
