package im.rpc.conversation;

import im.common.lifecycle.ServiceMain;
import im.common.rpc.ServiceName;

/// The process `im-rpc-conversation`.
public final class Main {
  private Main() {}

  static void main(String[] args) {
    ServiceMain.run(
        "im-rpc-conversation", ServiceName.CONVERSATION, ConversationService::new, args);
  }
}
