package im.standalone.e2e;

import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sends one text after the other to one user or group, as a client does that never gives up: what
/// is not acknowledged is sent again with its clientMsgID, over a new connection if the old one
/// broke.
final class PersistentSender {

  private static final long PATIENCE_NANOS = Duration.ofSeconds(90).toNanos();

  private final List<String> ws;
  private final String sender;
  private final Login login;
  private final String receiver;
  private final boolean group;
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();
  private @Nullable ChatUser connection;
  private int gateway;

  /// Gives a token for each new connection.
  @FunctionalInterface
  interface Login {
    String token() throws IOException, InterruptedException;
  }

  /// Sends to a user.
  PersistentSender(List<String> ws, int gateway, String sender, Login login, String receiver) {
    this(ws, gateway, sender, login, receiver, false);
  }

  private PersistentSender(
      List<String> ws, int gateway, String sender, Login login, String receiver, boolean group) {
    this.ws = ws;
    this.gateway = gateway;
    this.sender = sender;
    this.login = login;
    this.receiver = receiver;
    this.group = group;
  }

  /// Sends to a group.
  static PersistentSender toGroup(List<String> ws, String sender, Login login, String groupID) {
    return new PersistentSender(ws, 0, sender, login, groupID, true);
  }

  /// Returns when the server has acknowledged the text.
  void send(String text) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        ChatUser user = connection();
        MsgData message =
            (group ? user.textToGroup(receiver, text) : user.textTo(receiver, text)).build();
        user.send(message);
        acknowledged.add(message.getClientMsgID());
        return;
      } catch (IOException e) {
        disconnect();
        if (System.nanoTime() > deadline) {
          throw new AssertionError(sender + " cannot send " + text, e);
        }
        Thread.sleep(50);
      }
    }
  }

  /// Sends texts until `running` is false, then disconnects.
  PersistentSender sendWhile(AtomicBoolean running) throws InterruptedException {
    for (int number = 0; running.get(); number++) {
      send("text " + number);
    }
    disconnect();
    return this;
  }

  /// Returns when every sender got `more` further acknowledgements, so that a kill hits real load.
  static void awaitProgress(List<PersistentSender> senders, int more) throws Exception {
    List<Integer> before = senders.stream().map(sender -> sender.acknowledged().size()).toList();
    Until.holds(
        "every sender gets " + more + " acknowledgements",
        Duration.ofSeconds(90),
        () ->
            IntStream.range(0, senders.size())
                .allMatch(
                    index -> senders.get(index).acknowledged().size() >= before.get(index) + more));
  }

  private ChatUser connection() throws IOException, InterruptedException {
    if (connection == null) {
      connection = ChatUser.connect(ws.get(gateway % ws.size()), sender, login.token());
    }
    return connection;
  }

  /// The next connection tries the next gateway: this one may be gone.
  void disconnect() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    gateway++;
  }

  /// What was acknowledged so far, in the order of sending.
  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /// The conversation with the receiver.
  String conversationID() {
    if (group) {
      return "sg_" + receiver;
    }
    return sender.compareTo(receiver) < 0
        ? "si_" + sender + "_" + receiver
        : "si_" + receiver + "_" + sender;
  }

  /// The receiver of the texts.
  String receiver() {
    return receiver;
  }
}
