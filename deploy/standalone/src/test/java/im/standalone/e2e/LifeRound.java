package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.message.MessageStatus;
import im.common.redis.Redis;
import im.common.testing.Until;
import im.proto.msg.Seqs;
import im.proto.sdkws.MsgData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/// Random operations of a pair and a group of three on their two conversations, each also done to
/// the model, while somebody reads; and the comparison of what everybody then sees with the model.
/// Everything random comes from one seed.
final class LifeRound implements AutoCloseable {
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Random random;
  private final StoredMessages stored;
  private final Redis redis;
  private final LifeDevices devices;
  private final ChatModel pair;
  private final ChatModel group;
  private final Map<ChatModel, Long> numbered = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private int texts;

  /// Registers the users `<name>a` to `<name>c`, of whom the first two chat and all form a group,
  /// and lets the first say something in both.
  LifeRound(long seed, String name, String ws, RestClient rest, StoredMessages stored, Redis redis)
      throws Exception {
    random = new Random(seed);
    this.stored = stored;
    this.redis = redis;
    String a = name + "a";
    String b = name + "b";
    String c = name + "c";
    rest.register(List.of(a, b, c));
    devices = new LifeDevices(ws, rest, List.of(a, b, c));
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID", a,
            "adminUserIDs", List.of(b),
            "memberUserIDs", List.of(c),
            "groupInfo", Map.of("groupID", name, "groupName", name, "groupType", 2)));
    String chat = "sg_" + name;
    Until.holds(
        "the founding's notice",
        SOON,
        () -> devices.socket(a).newestSeqs().getOrDefault(chat, 0L) == 1);
    pair =
        new ChatModel(
            "si_" + a + "_" + b,
            false,
            Map.of(a, ChatModel.Role.MEMBER, b, ChatModel.Role.MEMBER),
            0);
    group =
        new ChatModel(
            chat,
            true,
            Map.of(a, ChatModel.Role.OWNER, b, ChatModel.Role.ADMIN, c, ChatModel.Role.MEMBER),
            1);
    for (ChatModel each : List.of(pair, group)) {
      send(each, a);
      awaitNumbered(each);
    }
  }

  /// The last operations, for who has to find out what went wrong.
  String history() {
    return String.join("\n", log.subList(Math.max(0, log.size() - 80), log.size()));
  }

  /// Does `operations` at random and then compares what everybody sees, from the caches and, every
  /// second time, also from the store.
  void play(int operations) throws Exception {
    for (int number = 0; number < operations; number++) {
      ChatModel chat = random.nextBoolean() ? pair : group;
      operate(chat, chat.users().get(random.nextInt(chat.users().size())));
    }
    for (ChatModel chat : List.of(pair, group)) {
      // What comes last in its partition: once it is stored, all before is.
      send(chat, chat.users().getFirst());
      awaitNumbered(chat);
      awaitStored(chat);
      compare(chat);
    }
    if (random.nextBoolean()) {
      log.add("caches dropped");
      for (ChatModel chat : List.of(pair, group)) {
        dropCaches(chat);
        compare(chat);
      }
    }
  }

  private void operate(ChatModel chat, String user) throws Exception {
    int dice = random.nextInt(1000);
    if (dice < 400) {
      send(chat, user);
      return;
    }
    if (dice < 440) {
      sendAgain(chat, user);
      return;
    }
    awaitNumbered(chat);
    if (dice < 480) {
      log.add(user + " reconnects");
      devices.reconnect(user);
    } else if (dice < 520) {
      compareHistory(chat, user);
    } else {
      changeWhileSomebodyReads(chat, user, dice);
    }
  }

  private void changeWhileSomebodyReads(ChatModel chat, String user, int dice) throws Exception {
    String reader = chat.users().get(random.nextInt(chat.users().size()));
    SortedMap<Long, String> before = chat.seenBy(reader);
    long newest = chat.newest();
    Future<List<MsgData>> reading =
        readers.submit(() -> devices.pullOverWebSocket(reader, chat.conversationID(), newest));
    change(chat, user, dice);
    SortedMap<Long, String> after = chat.seenBy(reader);
    SeenMessage.lines(reading.get())
        .forEach((seq, line) ->
            assertThat(line)
                .as("%s reads %d of %s", reader, seq, chat.conversationID())
                .isIn(before.get(seq), after.get(seq)));
  }

  private void change(ChatModel chat, String user, int dice) throws Exception {
    if (dice < 650) {
      long seq = seq(chat);
      expect(user, "/msg/revoke_msg", body(chat, user, "seq", seq), () -> chat.revoke(user, seq));
    } else if (dice < 810) {
      boolean forAll = dice < 720;
      List<Long> seqs = seqs(chat);
      expect(
          user,
          "/msg/delete_msgs",
          body(chat, user, "seqs", seqs, "deleteSyncOpt", sync(forAll)),
          () -> chat.delete(user, seqs, forAll));
    } else if (dice < 830) {
      boolean forAll = dice < 818;
      expect(
          user,
          "/msg/clear_conversation_msg",
          Map.of(
              "userID",
              user,
              "conversationIDs",
              List.of(chat.conversationID()),
              "deleteSyncOpt",
              sync(forAll)),
          () -> chat.clear(user, forAll));
    } else if (dice < 836) {
      clearAll(user, dice < 833);
    } else if (dice < 900) {
      long seq = seq(chat) + (random.nextInt(10) == 0 ? 3 : 0);
      List<Long> seqs = seqs(chat).stream().filter(each -> each <= seq).toList();
      expect(
          user,
          "/msg/mark_conversation_as_read",
          body(chat, user, "hasReadSeq", seq, "seqs", seqs),
          () -> chat.markConversation(user, seq, seqs));
    } else if (dice < 950) {
      List<Long> seqs = seqs(chat);
      expect(
          user,
          "/msg/mark_msgs_as_read",
          body(chat, user, "seqs", seqs),
          () -> chat.markMessages(user, seqs));
    } else {
      long seq = seq(chat) + (random.nextInt(10) == 0 ? 3 : 0);
      expect(
          user,
          "/msg/set_conversation_has_read_seq",
          body(chat, user, "hasReadSeq", seq),
          () -> chat.setPosition(user, seq));
    }
  }

  /// For everybody where he may, else for himself.
  private void clearAll(String user, boolean forAll) throws Exception {
    awaitNumbered(pair);
    awaitNumbered(group);
    expect(
        user,
        "/msg/user_clear_all_msg",
        Map.of("userID", user, "deleteSyncOpt", sync(forAll)),
        () -> {
          for (ChatModel each : List.of(pair, group)) {
            if (each.users().contains(user)) {
              each.clear(user, forAll && each.mayClearForAll(user));
            }
          }
          return ChatModel.DONE;
        });
  }

  private void expect(String user, String path, Map<String, Object> body, Callable<Integer> model)
      throws Exception {
    log.add(user + " " + path + " " + body);
    int code = devices.call(user, path, body);
    int expected = model.call();
    log.add("  " + code);
    assertThat(code).as("%s by %s with %s", path, user, body).isEqualTo(expected);
  }

  private void send(ChatModel chat, String user) throws Exception {
    String text = "text " + texts++;
    log.add(user + " sends " + text + " to " + chat.conversationID());
    devices.socket(user).send(message(chat, user, text));
    chat.send(user, text);
  }

  /// A client that did not get the acknowledgement, however late: nothing changes.
  private void sendAgain(ChatModel chat, String user) throws Exception {
    List<String> sent = chat.textsOf(user);
    if (!sent.isEmpty()) {
      String text = sent.get(sent.size() - 1 - random.nextInt(Math.min(10, sent.size())));
      log.add(user + " sends again " + text);
      devices.socket(user).send(message(chat, user, text));
    }
  }

  private MsgData message(ChatModel chat, String user, String text) {
    ChatUser socket = devices.socket(user);
    MsgData.Builder message;
    if (chat.isGroup()) {
      message = socket.textToGroup(chat.conversationID().substring("sg_".length()), text);
    } else {
      String other = chat.users().get(chat.users().indexOf(user) == 0 ? 1 : 0);
      message = socket.textTo(other, text);
    }
    return message.setStatus(MessageStatus.SENDING).build();
  }

  /// What was acknowledged has its number, can be read and counts as read by who sent it; it need
  /// not be stored yet.
  private void awaitNumbered(ChatModel chat) throws Exception {
    if (numbered.getOrDefault(chat, 0L) == chat.newest()) {
      return;
    }
    for (String user : chat.users()) {
      Until.holds(
          user + " sees " + chat.newest() + " of " + chat.conversationID(),
          SOON,
          () -> {
            Seqs seqs = devices.socket(user).readAndNewest(chat.conversationID());
            return seqs.getMaxSeq() >= chat.newest() && seqs.getHasReadSeq() >= chat.read(user);
          });
    }
    numbered.put(chat, chat.newest());
  }

  private void awaitStored(ChatModel chat) throws Exception {
    String id = chat.conversationID();
    stored.await(id, chat.stored(), SOON);
    Until.holds(
        chat.newest() + " of " + id + " is read",
        SOON,
        () -> stored.readSeq(id, chat.users().getFirst()) >= chat.newest());
    List<String> ids = stored.clientMsgIDs(id);
    assertThat(ids.subList(Math.toIntExact(chat.first() - 1), ids.size()))
        .as("stored of %s", id)
        .isEqualTo(chat.stored());
    for (String user : chat.users()) {
      assertThat(stored.readSeq(id, user)).as("stored read of %s", user).isEqualTo(chat.read(user));
    }
  }

  /// Marks of erasures stay: losing all of Redis loses the numbers of erased messages as well.
  private void dropCaches(ChatModel chat) {
    List<String> keys =
        new ArrayList<>(redis.sync().keys("MSG_CACHE:" + chat.conversationID() + ":*"));
    keys.removeIf(key -> redis.sync().hexists(key, "gone"));
    keys.addAll(redis.sync().keys("SEQ_USER_READ:" + chat.conversationID() + ":*"));
    keys.forEach(redis.sync()::del);
  }

  private void compare(ChatModel chat) throws Exception {
    String id = chat.conversationID();
    for (String user : chat.users()) {
      compareHistory(chat, user);
      Seqs seqs = devices.socket(user).readAndNewest(id);
      assertThat(seqs.getMaxSeq()).as("newest of %s to %s", id, user).isEqualTo(chat.newest());
      assertThat(seqs.getHasReadSeq()).as("%s has read of %s", user, id).isEqualTo(chat.read(user));
      assertThat(devices.socket(user).newestSeqs()).containsEntry(id, chat.newest());
      var answer =
          devices
              .post(
                  user,
                  "/msg/get_conversations_has_read_and_max_seq",
                  Map.of("userID", user, "conversationIDs", List.of(id)))
              .path("seqs")
              .path(id);
      assertThat(answer.path("maxSeq").asLong()).isEqualTo(chat.newest());
      assertThat(answer.path("hasReadSeq").asLong()).isEqualTo(chat.read(user));
    }
  }

  /// The history over both ways, by ranges and one by one, and what is shown as its last message.
  private void compareHistory(ChatModel chat, String user) throws Exception {
    String id = chat.conversationID();
    SortedMap<Long, String> expected = chat.seenBy(user);
    String what = "history of %s as %s sees it".formatted(id, user);
    assertThat(SeenMessage.lines(devices.pullOverWebSocket(user, id, chat.newest())))
        .as(what)
        .isEqualTo(expected);
    assertThat(SeenMessage.lines(devices.pullOverRest(user, id, chat.newest())))
        .as(what + " over REST")
        .isEqualTo(expected);
    List<Long> all = LongStream.rangeClosed(1, chat.newest()).boxed().toList();
    assertThat(SeenMessage.lines(devices.socket(user).bySeqs(id, all)))
        .as(what + " one by one")
        .isEqualTo(expected);
    assertThat(devices.socket(user).last(id).map(MsgData::getSeq))
        .as("last message of %s to %s", id, user)
        .isEqualTo(chat.last(user));
  }

  private long seq(ChatModel chat) {
    long texts = chat.newest() - chat.first() + 1;
    long reach = random.nextInt(3) > 0 ? Math.min(10, texts) : texts;
    return chat.newest() - random.nextLong(reach);
  }

  /// Up to five, in rising order.
  private List<Long> seqs(ChatModel chat) {
    int count = 1 + random.nextInt(5);
    return LongStream.range(0, count).map(_ -> seq(chat)).distinct().sorted().boxed().toList();
  }

  private Map<String, Boolean> sync(boolean forAll) {
    return Map.of("IsSyncSelf", random.nextBoolean(), "IsSyncOther", forAll);
  }

  private static Map<String, Object> body(ChatModel chat, String user, Object... more) {
    Map<String, Object> body = new HashMap<>();
    body.put("conversationID", chat.conversationID());
    body.put("userID", user);
    for (int index = 0; index < more.length; index += 2) {
      body.put((String) more[index], more[index + 1]);
    }
    return body;
  }

  @Override
  public void close() {
    readers.close();
    devices.close();
  }
}
