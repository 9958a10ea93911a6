package im.rpc.user;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// Runs the user service as a process of its own.
public final class Main {
  private Main() {}

  /// Takes the options of every service: `-c DIR`, `-i INDEX`.
  public static void main(String[] args) {
    ServiceMain.run("im-rpc-user", ServiceName.USER, UserService::new, args);
  }
}
