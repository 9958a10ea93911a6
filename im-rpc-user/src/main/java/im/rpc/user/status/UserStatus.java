package im.rpc.user.status;

import im.common.presence.OnlineStatus;
import im.common.presence.OnlineStatus.Page;
import im.common.presence.OnlineStatus.Report;
import im.proto.user.getAllOnlineUsersResp;
import im.proto.user.onlineStatus;
import im.proto.user.setUserStatusReq;
import im.proto.user.userOnlineStatus;
import java.util.List;
import java.util.Map;

/// Who is online (`reference/ws-protocol.md` 7).
public final class UserStatus {
  private final OnlineStatus online;

  /// Reads and writes `online`.
  public UserStatus(OnlineStatus online) {
    this.online = online;
  }

  /// The status of each of `userIDs`, in the order asked, with repetition.
  public List<onlineStatus> of(List<String> userIDs) {
    Map<String, List<Integer>> platforms = online.platforms(userIDs);
    return userIDs.stream()
        .map(userID -> status(userID, platforms.getOrDefault(userID, List.of())))
        .toList();
  }

  /// A part of all users who are online, from `cursor` on.
  public getAllOnlineUsersResp page(long cursor) {
    Page page = online.page(cursor);
    getAllOnlineUsersResp.Builder answer =
        getAllOnlineUsersResp.newBuilder().setNextCursor(page.nextCursor());
    page.platforms().forEach((user, platforms) -> answer.addStatusList(status(user, platforms)));
    return answer.build();
  }

  /// Takes in what a gateway reports.
  public void report(List<userOnlineStatus> reports) {
    online.update(
        reports.stream()
            .map(each -> new Report(each.getUserID(), each.getOnlineList(), each.getOfflineList()))
            .toList());
  }

  /// Takes in that one platform of a user came or went; any other status says nothing.
  public void set(setUserStatusReq change) {
    List<Integer> platform = List.of(change.getPlatformID());
    switch (change.getStatus()) {
      case OnlineStatus.ONLINE -> update(new Report(change.getUserID(), platform, List.of()));
      case OnlineStatus.OFFLINE -> update(new Report(change.getUserID(), List.of(), platform));
      default -> {}
    }
  }

  private void update(Report report) {
    online.update(List.of(report));
  }

  private static onlineStatus status(String userID, List<Integer> platforms) {
    return onlineStatus
        .newBuilder()
        .setUserID(userID)
        .setStatus(platforms.isEmpty() ? OnlineStatus.OFFLINE : OnlineStatus.ONLINE)
        .addAllPlatformIDs(platforms)
        .build();
  }
}
