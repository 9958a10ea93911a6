package im.msggateway;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// Runs a gateway as a process of its own.
public final class Main {
  private Main() {}

  static void main(String[] args) {
    ServiceMain.run("im-msggateway", ServiceName.GATEWAY, MsgGatewayService::new, args);
  }
}
