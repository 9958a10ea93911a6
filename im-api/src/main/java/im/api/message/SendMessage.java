package im.api.message;

import im.api.body.JsonBody;
import im.api.edge.Endpoint;
import im.api.edge.Reply;
import im.common.access.Access;
import im.common.http.HttpRequest;
import im.proto.sdkws.MsgData;

/// `/msg/send_msg`: an app admin sends a message in anybody's name.
public final class SendMessage implements Endpoint {
  private final MessageComposer composer;
  private final MessageSender sender;
  private final Access access;

  /// Composes with `composer` and sends with `sender`.
  public SendMessage(MessageComposer composer, MessageSender sender, Access access) {
    this.composer = composer;
    this.sender = sender;
    this.access = access;
  }

  @Override
  public Reply handle(HttpRequest request) {
    MessageComposer.Draft draft = MessageComposer.read(JsonBody.parse(request.body()), true);
    access.requireAdmin();
    MsgData message = composer.compose(draft);
    SentMessage sent = sender.send(message);
    sender.rememberSuccess();
    return MessageSender.reply(sent);
  }
}
