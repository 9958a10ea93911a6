package im.rpc.group;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// Runs the group service as a process of its own.
public final class Main {
  private Main() {}

  /// Takes the flags that all services take: `-c DIR` configuration, `-i INDEX` instance.
  public static void main(String[] args) {
    ServiceMain.run("im-rpc-group", ServiceName.GROUP, GroupService::new, args);
  }
}
