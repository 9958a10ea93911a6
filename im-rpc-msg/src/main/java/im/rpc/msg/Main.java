package im.rpc.msg;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// Runs the message service as a process of its own.
public final class Main {
  private Main() {}

  /// Arguments: `-c DIR` configuration directory, `-i INDEX` instance number.
  public static void main(String[] arguments) {
    ServiceMain.run("im-rpc-msg", ServiceName.MSG, MsgService::new, arguments);
  }
}
