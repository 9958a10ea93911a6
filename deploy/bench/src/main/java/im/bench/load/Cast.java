package im.bench.load;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import im.bench.client.Account;
import im.bench.client.Api;
import im.bench.client.ChatClients;
import im.bench.client.ChatConnection;
import im.bench.client.ConnectionLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everybody and everything a run consists of: registered, connected, and known to the server as
/// online.
public final class Cast implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cast.class);
  private static final int CONNECTING_AT_A_TIME = 64;
  private static final Duration ONLINE_WITHIN = Duration.ofSeconds(20);

  private final List<Participant> participants;
  private final List<Lane> lanes;

  private Cast(List<Participant> participants, List<Lane> lanes) {
    this.participants = participants;
    this.lanes = lanes;
  }

  /// Registers and connects whom `plan` asks for. `run` makes their ids unique.
  static Cast assemble(String run, LoadPlan plan, Api api, ChatClients clients, Measures measures)
      throws InterruptedException {
    int people = plan.pairs() > 0 ? 2 * plan.pairs() : plan.groupSize();
    List<String> userIDs = IntStream.range(0, people).mapToObj(i -> run + "u" + i).toList();
    List<Account> accounts = api.register(userIDs);
    List<Participant> all =
        accounts.stream()
            .map(account -> new Participant(run, account, clients, measures, plan.reconnect()))
            .toList();
    connectAll(all);
    awaitOnline(api, userIDs);
    List<Conversation> conversations = new ArrayList<>();
    if (plan.pairs() > 0) {
      for (int i = 0; i < people; i += 2) {
        conversations.add(Conversation.pair(all.get(i), all.get(i + 1)));
      }
    } else {
      String groupID = run + "g";
      api.createGroup(groupID, userIDs.getFirst(), userIDs.subList(1, people));
      conversations.add(Conversation.group(groupID, all));
    }
    return new Cast(all, lanes(run, plan, conversations, clients, measures));
  }

  private static List<Lane> lanes(
      String run,
      LoadPlan plan,
      List<Conversation> conversations,
      ChatClients clients,
      Measures measures) {
    ByteString content =
        ByteString.copyFromUtf8("{\"content\":\"" + "x".repeat(plan.sizeBytes()) + "\"}");
    List<Lane> lanes = new ArrayList<>();
    for (Conversation conversation : conversations) {
      int senders = conversation.isGroup() ? plan.senders() : 1;
      for (Participant sender : conversation.participants().subList(0, senders)) {
        lanes.add(
            new Lane(
                run,
                lanes.size(),
                sender,
                conversation,
                content,
                clients,
                measures,
                plan.reconnect()));
      }
    }
    return lanes;
  }

  private static void connectAll(List<Participant> participants) {
    for (List<Participant> some : Lists.partition(participants, CONNECTING_AT_A_TIME)) {
      List<CompletableFuture<ChatConnection>> connecting =
          some.stream().map(Participant::connect).toList();
      try {
        connecting.forEach(CompletableFuture::join);
      } catch (CompletionException e) {
        throw new ConnectionLostException("login failed: " + e.getCause());
      }
    }
  }

  /// A server may learn of new connections with a delay; before that it pushes nothing to them.
  private static void awaitOnline(Api api, List<String> userIDs) throws InterruptedException {
    long deadline = System.nanoTime() + ONLINE_WITHIN.toNanos();
    Set<String> offline = api.offline(userIDs);
    while (!offline.isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(200);
      offline = api.offline(userIDs);
    }
    if (!offline.isEmpty()) {
      log.warn("{} users are connected but not shown online; going on", offline.size());
    }
  }

  /// All users.
  public List<Participant> participants() {
    return participants;
  }

  /// All lanes.
  public List<Lane> lanes() {
    return lanes;
  }

  /// Disconnects everybody.
  @Override
  public void close() {
    participants.forEach(Participant::leave);
  }
}
