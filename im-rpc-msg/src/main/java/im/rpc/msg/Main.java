package im.rpc.msg;

import im.common.lifecycle.ServiceMain;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.rpc.msg.third.ThirdService;
import java.util.List;

/// Runs the message service as a process of its own, and with it the service of devices, logs and
/// objects.
public final class Main {
  private Main() {}

  /// Arguments: `-c DIR` configuration directory, `-i INDEX` instance number.
  public static void main(String[] arguments) {
    ServiceMain.run(
        List.of(
            new ServiceSpec("im-rpc-msg", ServiceName.MSG, MsgService::new),
            new ServiceSpec("im-rpc-third", ServiceName.THIRD, ThirdService::new)),
        arguments);
  }
}
