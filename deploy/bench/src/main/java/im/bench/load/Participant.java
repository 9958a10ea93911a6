package im.bench.load;

import im.bench.client.Account;
import im.bench.client.ChatClients;
import im.bench.client.ChatConnection;
import im.bench.client.ChatListener;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One user of the run: keeps his connection, and remembers which messages he has got.
public final class Participant implements ChatListener {
  private static final long RECONNECT_MS = 200;

  private final String run;
  private final Account account;
  private final ChatClients clients;
  private final Measures measures;
  private final boolean reconnects;
  private final List<Lane> lanes = new ArrayList<>();
  private final Map<Integer, BitSet> seen = new HashMap<>();
  private volatile @Nullable ChatConnection connection;
  private volatile boolean isLeaving;
  private volatile @Nullable String lostReason;

  Participant(
      String run, Account account, ChatClients clients, Measures measures, boolean reconnects) {
    this.run = run;
    this.account = account;
    this.clients = clients;
    this.measures = measures;
    this.reconnects = reconnects;
  }

  /// His id at the server.
  public String userID() {
    return account.userID();
  }

  /// The open connection, or null while there is none.
  public @Nullable ChatConnection connection() {
    return connection;
  }

  /// Why the connection ended although it was not to; null when it did not.
  public @Nullable String lostReason() {
    return lostReason;
  }

  /// True when message `number` of `lane` has come at least once.
  public synchronized boolean has(int lane, int number) {
    BitSet numbers = seen.get(lane);
    return numbers != null && numbers.get(number);
  }

  CompletableFuture<ChatConnection> connect() {
    return clients
        .connect(account, this)
        .whenComplete((open, _) -> {
          if (open != null) {
            connection = open;
          }
        });
  }

  /// `lane` is one of those he sends on.
  void sendsOn(Lane lane) {
    lanes.add(lane);
  }

  void leave() {
    isLeaving = true;
    ChatConnection open = connection;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void onMessage(MsgData message) {
    MessageId id = MessageId.parse(run, message.getClientMsgID());
    if (id == null) {
      return;
    }
    if (!markSeen(id)) {
      measures.duplicate();
    } else if (message.getSendID().equals(userID())) {
      measures.echo();
    } else {
      measures.delivered(Long.parseLong(message.getEx()));
    }
  }

  @Override
  public void onClosed(String reason) {
    connection = null;
    if (isLeaving) {
      return;
    }
    if (reconnects) {
      reconnect();
    } else {
      lostReason = reason;
    }
  }

  private void reconnect() {
    clients.later(
        RECONNECT_MS,
        () -> {
          if (!isLeaving) {
            connect().whenComplete((open, failure) -> afterReconnect(failure));
          }
        });
  }

  private void afterReconnect(@Nullable Throwable failure) {
    if (failure != null) {
      reconnect();
      return;
    }
    measures.reconnected();
    lanes.forEach(Lane::resend);
  }

  private synchronized boolean markSeen(MessageId id) {
    BitSet numbers = seen.computeIfAbsent(id.lane(), _ -> new BitSet());
    boolean isNew = !numbers.get(id.number());
    numbers.set(id.number());
    return isNew;
  }
}
