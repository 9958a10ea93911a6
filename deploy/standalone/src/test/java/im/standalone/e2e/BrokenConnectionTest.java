package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.message.ContentType;
import im.common.message.MessageStatus;
import im.common.message.SessionType;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import im.standalone.StandaloneServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A receiver whose connection is cut at random moments has, in the end, every message once and in
/// order: from pushes, and after each cut from what it pulls above the last seq it has.
/// `-Dim.model.seed` cuts at the same moments again.
class BrokenConnectionTest {
  private static final long SEED = Long.getLong("im.model.seed", System.nanoTime());
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int LEAST_MESSAGES = 300;
  private static final int LEAST_CUTS = 11;
  private static final int MOST_PUSHES = 12;
  private static final int PAGE = 100;
  private static final String SENDER = "steady";
  private static final String GROUP_SENDER = "steadytoo";
  private static final String RECEIVER = "shaky";
  private static final String GROUP = "shakygroup";

  private static StandaloneServer server;
  private static RestClient rest;

  @BeforeAll
  static void start() throws Exception {
    server = StandaloneServer.start(TestData.ephemeral(TestData.fresh("broken-connection")));
    rest = new RestClient(server.apiAddress(), server.config().share().secret());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyMessageComesOnceAndInOrder() throws Exception {
    rest.register(List.of(SENDER, GROUP_SENDER, RECEIVER));
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID", GROUP_SENDER,
            "memberUserIDs", List.of(RECEIVER),
            "groupInfo", Map.of("groupID", GROUP, "groupName", GROUP, "groupType", 2)));
    List<String> ws = List.of(server.wsAddress());
    PersistentSender toUser =
        new PersistentSender(ws, 0, SENDER, () -> rest.userToken(SENDER), RECEIVER);
    PersistentSender toGroup =
        PersistentSender.toGroup(ws, GROUP_SENDER, () -> rest.userToken(GROUP_SENDER), GROUP);
    Random random = new Random(SEED);
    Receiver receiver = new Receiver(List.of(toUser.conversationID(), toGroup.conversationID()));
    String token = rest.userToken(RECEIVER);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch cuts = new CountDownLatch(LEAST_CUTS);
      Future<?> sending = threads.submit(() -> sendInTurn(toUser, toGroup, cuts));
      try {
        while (!sending.isDone()) {
          receiver.live(token, 1 + random.nextInt(MOST_PUSHES), random.nextBoolean(), sending);
          cuts.countDown();
        }
      } finally {
        sending.cancel(true);
      }
      sending.get();
    } catch (AssertionError | Exception e) {
      throw new AssertionError("-Dim.model.seed=" + SEED + ": " + e.getMessage(), e);
    }
    for (PersistentSender sender : List.of(toUser, toGroup)) {
      receiver.catchUp(token, sender.conversationID(), sender.acknowledged().size());
      assertThat(receiver.texts(sender.conversationID()))
          .as("seed %d, %s", SEED, sender.conversationID())
          .isEqualTo(sender.acknowledged());
    }
  }

  private static boolean sendInTurn(
      PersistentSender toUser, PersistentSender toGroup, CountDownLatch cuts)
      throws InterruptedException {
    for (int number = 0; number < LEAST_MESSAGES || cuts.getCount() > 0; number++) {
      (number % 2 == 0 ? toUser : toGroup).send("number " + number);
    }
    toUser.disconnect();
    toGroup.disconnect();
    return true;
  }

  /// What a client keeps between its connections.
  private static final class Receiver {
    private final Map<String, TreeMap<Long, MsgData>> kept = new HashMap<>();

    Receiver(List<String> conversationIDs) {
      conversationIDs.forEach(id -> kept.put(id, new TreeMap<>()));
    }

    /// Connects, pulls what is missing, takes some pushes and is cut, whatever is under way. When
    /// eager, goes on pulling, as close behind the numbering as can be.
    void live(String token, int pushes, boolean eager, Future<?> sending) throws Exception {
      try (ChatUser user = ChatUser.connect(server.wsAddress(), RECEIVER, token)) {
        pullMissing(user);
        Until.holds(
            pushes + " pushes",
            SOON,
            () -> {
              if (eager) {
                pullMissing(user);
              }
              return user.received().size() >= pushes || sending.isDone();
            });
        takePushes(user);
      }
    }

    /// Pulls until there are `count` texts.
    void catchUp(String token, String conversationID, int count) throws Exception {
      try (ChatUser user = ChatUser.connect(server.wsAddress(), RECEIVER, token)) {
        Until.holds(
            count + " texts in " + conversationID,
            SOON,
            () -> {
              pullMissing(user);
              return texts(conversationID).size() >= count;
            });
        takePushes(user);
      }
    }

    /// The clientMsgIDs of the texts in the order of their numbers.
    List<String> texts(String conversationID) {
      return kept(conversationID).values().stream()
          .filter(message -> message.getContentType() == ContentType.TEXT)
          .map(MsgData::getClientMsgID)
          .toList();
    }

    private void pullMissing(ChatUser user) throws Exception {
      Map<String, Long> newest = user.newestSeqs();
      for (Map.Entry<String, TreeMap<Long, MsgData>> each : kept.entrySet()) {
        pullUpTo(user, each.getKey(), newest.getOrDefault(each.getKey(), 0L));
      }
    }

    private void pullUpTo(ChatUser user, String conversationID, long newest) throws Exception {
      TreeMap<Long, MsgData> messages = kept(conversationID);
      while (last(messages) < newest) {
        long begin = last(messages) + 1;
        long end = Math.min(newest, begin + PAGE - 1);
        List<MsgData> pulled = user.pull(conversationID, begin, end);
        assertThat(pulled)
            .as("%s from %d to %d", conversationID, begin, end)
            .extracting(MsgData::getSeq)
            .isEqualTo(LongStream.rangeClosed(begin, end).boxed().toList());
        for (MsgData message : pulled) {
          // A client takes a placeholder for a deleted message and never asks for it again.
          assertThat(message.getStatus())
              .as("status of %d in %s, newest %d", message.getSeq(), conversationID, newest)
              .isNotEqualTo(MessageStatus.DELETED);
          messages.put(message.getSeq(), message);
        }
      }
    }

    /// In the order they came: what follows is kept, what is there is dropped, a gap is pulled.
    private void takePushes(ChatUser user) throws Exception {
      Map<String, Long> pushed = new HashMap<>();
      for (MsgData message : user.received()) {
        String conversationID =
            message.getSessionType() == SessionType.GROUP
                ? "sg_" + GROUP
                : "si_" + RECEIVER + "_" + SENDER;
        if (message.getSeq() == 0 || message.getContentType() != ContentType.TEXT) {
          continue;
        }
        Long before = pushed.put(conversationID, message.getSeq());
        assertThat(message.getSeq())
            .as("pushed to %s after %s", conversationID, before)
            .isGreaterThan(before == null ? 0 : before);
        TreeMap<Long, MsgData> messages = kept(conversationID);
        pullUpTo(user, conversationID, message.getSeq() - 1);
        MsgData known = messages.putIfAbsent(message.getSeq(), message);
        assertThat(known == null ? message : known)
            .as("%d of %s", message.getSeq(), conversationID)
            .extracting(MsgData::getClientMsgID, MsgData::getContent)
            .containsExactly(message.getClientMsgID(), message.getContent());
      }
    }

    private TreeMap<Long, MsgData> kept(String conversationID) {
      return Objects.requireNonNull(kept.get(conversationID), conversationID);
    }

    private static long last(TreeMap<Long, MsgData> messages) {
      return messages.isEmpty() ? 0 : messages.lastKey();
    }
  }
}
