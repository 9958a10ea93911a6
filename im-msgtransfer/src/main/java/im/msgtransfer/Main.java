package im.msgtransfer;

import im.common.lifecycle.ServiceMain;

/// Runs the message transfer as a process of its own.
public final class Main {
  private Main() {}

  /// Arguments: `-c DIR` configuration directory, `-i INDEX` instance number.
  public static void main(String[] arguments) {
    ServiceMain.run("im-msgtransfer", null, MsgTransferService::new, arguments);
  }
}
