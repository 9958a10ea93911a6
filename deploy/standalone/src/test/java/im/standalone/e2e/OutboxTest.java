package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.message.ContentType;
import im.common.testing.Until;
import im.standalone.dev.Launcher;
import im.standalone.dev.Layout;
import im.standalone.dev.ServiceKind;
import im.standalone.e2e.PromisedChange.Chat;
import im.standalone.embedded.Infrastructure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A service is killed between a change and its notifications: every change that was made is seen
/// by the device that is to see it. `-Dim.outbox.rounds=100` makes more rounds than the build.
@Tag("processes")
class OutboxTest {
  private static final int ROUNDS = Integer.getInteger("im.outbox.rounds", 8);
  private static final PromisedChange[] CHANGES = PromisedChange.values();

  /// What was given up is found again when its lease has ended, with the next look.
  private static final Duration LIMIT = Duration.ofSeconds(150);

  private static Launcher launcher;
  private static Chat chat;

  @BeforeAll
  static void start() throws Exception {
    launcher =
        Launcher.start(
            new Launcher.Plan(
                TestData.fresh("outbox"),
                Layout.of(Map.of(), 0, 0),
                Infrastructure.Given.NOTHING,
                "openIM123",
                null));
    RestClient rest = new RestClient(launcher.apiAddress(), "openIM123");
    rest.register(List.of("watcher", "member", "painter"));
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID",
            "watcher",
            "memberUserIDs",
            List.of("member", "painter"),
            "groupInfo",
            Map.of("groupID", PromisedChange.GROUP, "groupName", "g", "groupType", 2)));
    chat = new Chat(rest);
  }

  @AfterAll
  static void stop() {
    launcher.close();
  }

  @Test
  void everyChangeThatWasMadeIsSeenThoughItsServiceIsKilled() throws Exception {
    Random random = new Random(5);
    List<String> made = new ArrayList<>();
    try (ChatUser watcher =
        ChatUser.connect(
            launcher.wsAddresses().getFirst(), "watcher", chat.rest().userToken("watcher"))) {
      for (int round = 0; round < ROUNDS; round++) {
        PromisedChange tried = CHANGES[round % CHANGES.length];
        String mark = tried.prepare(chat, "mark_" + round + "_");
        // Either way for every change in two times as many rounds as there are changes.
        boolean waiting = (round + round / CHANGES.length) % 2 == 0;
        if (waiting) {
          killWhileTheNotificationWaits(tried, mark);
        } else {
          killInTheMiddle(tried, mark, random.nextInt(60_000));
        }
        launcher.start(tried.victim(), 0);
        if (isMade(tried, mark)) {
          made.add(tried + " " + mark);
          Until.holds(
              tried + " " + mark + " is seen",
              LIMIT,
              () ->
                  watcher.receivedTips(tried.contentType()).stream()
                      .anyMatch(tips -> tips.contains(mark)));
        } else {
          assertThat(waiting).as("%s was answered, and is not stored", mark).isFalse();
        }
      }
    }
    System.out.printf(
        "outbox: %d rounds, %d changes made and all of them seen%n", ROUNDS, made.size());
    assertThat(made).isNotEmpty();
  }

  /// The message is acknowledged while nobody can mark a chat.
  @Test
  void whoeverWasMentionedFindsHisChatMarkedThoughServicesAreKilled() throws Exception {
    try (ChatUser painter =
        ChatUser.connect(
            launcher.wsAddresses().getFirst(), "painter", chat.rest().userToken("painter"))) {
      painter.send(painter.textToGroup(PromisedChange.GROUP, "the chat begins").build());
      Until.holds("the chat is there", LIMIT, () -> groupAtType() == 0);
      signal("STOP", "conversation-0");
      try {
        painter.send(
            painter
                .textToGroup(PromisedChange.GROUP, "@member")
                .setContentType(ContentType.AT_TEXT)
                .addAtUserIDList("member")
                .build());
        launcher.kill9(ServiceKind.MSG, 0);
        launcher.kill9(ServiceKind.MSGTRANSFER, 0);
      } finally {
        signal("CONT", "conversation-0");
      }
      launcher.start(ServiceKind.MSG, 0);
      launcher.start(ServiceKind.MSGTRANSFER, 0);
      Until.holds("the chat is marked", LIMIT, () -> groupAtType() == 1);
    }
  }

  /// -1 while the member has no such chat.
  private static int groupAtType() throws Exception {
    return chat.rest()
        .asAdmin("/conversation/get_all_conversations", Map.of("ownerUserID", "member"))
        .path("conversations")
        .valueStream()
        .filter(row -> row.path("groupID").asText().equals(PromisedChange.GROUP))
        .mapToInt(row -> row.path("groupAtType").asInt())
        .findFirst()
        .orElse(-1);
  }

  /// The change is answered while rpc-msg stands still: its notification can only be in memory and
  /// in the outbox. What rpc-msg changes itself is perhaps told before the kill.
  private static void killWhileTheNotificationWaits(PromisedChange tried, String mark)
      throws Exception {
    if (tried.victim() == ServiceKind.MSG) {
      chat.call(tried.change(mark));
      launcher.kill9(tried.victim(), 0);
      return;
    }
    signal("STOP", "msg-0");
    try {
      chat.call(tried.change(mark));
      launcher.kill9(tried.victim(), 0);
    } finally {
      signal("CONT", "msg-0");
    }
  }

  /// The kill comes at some point of the change, or shortly before or after.
  private static void killInTheMiddle(PromisedChange tried, String mark, int afterMicros)
      throws Exception {
    CompletableFuture<Object> change =
        CompletableFuture.supplyAsync(() -> {
          try {
            chat.call(tried.change(mark));
            return "answered";
          } catch (IOException e) {
            return e;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
          }
        });
    TimeUnit.MICROSECONDS.sleep(afterMicros);
    launcher.kill9(tried.victim(), 0);
    change.get(60, TimeUnit.SECONDS);
  }

  private static boolean isMade(PromisedChange tried, String mark) throws Exception {
    List<Boolean> answer = new ArrayList<>();
    Until.holds(
        tried.victim() + " answers again",
        LIMIT,
        () -> {
          try {
            answer.add(tried.isMade(chat, mark));
            return true;
          } catch (AssertionError | IOException _) {
            // The API finds the new process a moment after its start.
            return false;
          }
        });
    return answer.getLast();
  }

  private static void signal(String name, String instance) throws Exception {
    long pid = launcher.pids().getOrDefault(instance, -1L);
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).as("kill -%s %s", name, instance).isZero();
  }
}
