package im.rpc.auth;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// Runs the auth service as a process of its own.
public final class Main {
  private Main() {}

  /// Takes the options of every service: `-c DIR`, `-i INDEX`.
  public static void main(String[] args) {
    ServiceMain.run("im-rpc-auth", ServiceName.AUTH, AuthService::new, args);
  }
}
