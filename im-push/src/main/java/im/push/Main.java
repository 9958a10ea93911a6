package im.push;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// Runs the push service as a process of its own.
public final class Main {
  private Main() {}

  /// Starts the service with the arguments that all services know (`reference/ops.md` 3).
  public static void main(String[] args) {
    ServiceMain.run("im-push", ServiceName.PUSH, PushService::new, args);
  }
}
