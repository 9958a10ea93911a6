package im.rpc.friend;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// The process `im-rpc-friend`.
public final class Main {
  private Main() {}

  static void main(String[] args) {
    ServiceMain.run("im-rpc-friend", ServiceName.FRIEND, FriendService::new, args);
  }
}
