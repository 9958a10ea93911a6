package im.bench.load;

import com.google.protobuf.ByteString;
import im.bench.client.Account;
import im.bench.client.ChatClients;
import im.bench.client.ChatConnection;
import im.common.message.ContentType;
import im.msggateway.codec.Response;
import im.proto.sdkws.MsgData;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages of one sender to one conversation, numbered from 0 in the order they are sent.
public final class Lane {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);
  private static final long RETRY_MS = 300;

  private record Sent(long dueNanos, ByteString message) {}

  private final String run;
  private final int index;
  private final Participant sender;
  private final Conversation conversation;
  private final ByteString content;
  private final ChatClients clients;
  private final Measures measures;
  private final boolean reconnects;
  private final BitSet acked = new BitSet();
  private final Map<Integer, Sent> unacked = new ConcurrentHashMap<>();
  private int next;
  private volatile Consumer<Lane> afterAck = _ -> {};

  Lane(
      String run,
      int index,
      Participant sender,
      Conversation conversation,
      ByteString content,
      ChatClients clients,
      Measures measures,
      boolean reconnects) {
    this.run = run;
    this.index = index;
    this.sender = sender;
    this.conversation = conversation;
    this.content = content;
    this.clients = clients;
    this.measures = measures;
    this.reconnects = reconnects;
    sender.sendsOn(this);
  }

  /// Its number in the run, part of the ids of its messages.
  public int index() {
    return index;
  }

  /// The clientMsgID of message `number`.
  public String id(int number) {
    return new MessageId(run, index, number).toString();
  }

  /// Who sends on it.
  public Participant sender() {
    return sender;
  }

  /// Where its messages go.
  public Conversation conversation() {
    return conversation;
  }

  /// How many messages have been sent.
  public synchronized int sent() {
    return next;
  }

  /// The numbers of the acknowledged messages, as a copy.
  public synchronized BitSet acked() {
    return (BitSet) acked.clone();
  }

  /// What to do when a message is done with, acknowledged or refused for good.
  void afterAck(Consumer<Lane> next) {
    this.afterAck = next;
  }

  /// Sends the next message; latencies count from `dueNanos`.
  void send(long dueNanos) {
    int number;
    synchronized (this) {
      number = next++;
    }
    MsgData.Builder message =
        MsgData.newBuilder()
            .setSendID(sender.userID())
            .setClientMsgID(id(number))
            .setSenderPlatformID(Account.PLATFORM)
            .setMsgFrom(100)
            .setContentType(ContentType.TEXT)
            .setContent(content)
            .setCreateTime(System.currentTimeMillis())
            .setStatus(1)
            .setEx(Long.toString(dueNanos));
    Sent sent = new Sent(dueNanos, conversation.address(message).build().toByteString());
    unacked.put(number, sent);
    transmit(number, sent);
  }

  /// Sends everything again that has not been acknowledged, in order.
  void resend() {
    new TreeMap<>(unacked)
        .forEach((number, sent) -> {
          measures.resent();
          transmit(number, sent);
        });
  }

  private void transmit(int number, Sent sent) {
    ChatConnection connection = sender.connection();
    if (connection == null) {
      return;
    }
    connection
        .request(ChatConnection.SEND_MESSAGE, sent.message())
        .whenComplete((reply, failure) -> onReply(connection, number, reply, failure));
  }

  private void onReply(
      ChatConnection connection,
      int number,
      @Nullable Response reply,
      @Nullable Throwable failure) {
    if (reply != null && reply.errCode() == 0) {
      onAck(number);
      return;
    }
    if (reply != null) {
      measures.refused();
      log.debug("message refused: {} {}", reply.errCode(), reply.errMsg());
    }
    if (!reconnects) {
      if (reply != null) {
        afterAck.accept(this);
      }
    } else if (reply != null) {
      clients.later(RETRY_MS, () -> again(number));
    } else if (connection == sender.connection()) {
      log.debug("connection given up: {}", String.valueOf(failure));
      connection.close();
    }
  }

  private void again(int number) {
    Sent sent = unacked.get(number);
    if (sent != null) {
      measures.resent();
      transmit(number, sent);
    }
  }

  private void onAck(int number) {
    Sent sent = unacked.remove(number);
    if (sent == null) {
      return;
    }
    synchronized (this) {
      acked.set(number);
    }
    measures.acked(sent.dueNanos());
    afterAck.accept(this);
  }

  /// The lanes' messages that have been sent.
  static long sent(List<Lane> lanes) {
    return lanes.stream().mapToLong(Lane::sent).sum();
  }
}
