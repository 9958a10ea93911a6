package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.standalone.dev.Launcher;
import im.standalone.dev.Layout;
import im.standalone.dev.ServiceKind;
import im.standalone.embedded.Infrastructure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
  private static final int ROUNDS = Integer.getInteger("im.outbox.rounds", 6);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String GROUP = "g1";
  private static final String CHAT = "si_member_watcher";

  private static final Map<String, String> TOKENS = new HashMap<>();
  private static Launcher launcher;
  private static RestClient rest;

  /// How many messages the chat has.
  private static int written;

  /// A change, the service that makes it, and how one sees that it was made and told.
  private enum Case {
    MEMBER_NAME(ServiceKind.GROUP, 1516) {
      @Override
      void change(String mark) throws IOException, InterruptedException {
        rest.answer(
            "/group/set_group_member_info",
            Map.of(
                "members", List.of(Map.of("groupID", GROUP, "userID", "member", "nickname", mark))),
            TOKENS.getOrDefault("member", ""));
      }

      @Override
      JsonNode read() throws IOException, InterruptedException {
        return rest.asAdmin(
            "/group/get_group_members_info",
            Map.of("groupID", GROUP, "userIDs", List.of("member")));
      }
    },
    APPLICATION(ServiceKind.FRIEND, 1203) {
      @Override
      void change(String mark) throws IOException, InterruptedException {
        rest.answer(
            "/friend/add_friend",
            Map.of("fromUserID", "member", "toUserID", "watcher", "reqMsg", mark),
            TOKENS.getOrDefault("member", ""));
      }

      @Override
      JsonNode read() throws IOException, InterruptedException {
        return rest.asAdmin(
            "/friend/get_designated_friend_apply",
            Map.of("fromUserID", "member", "toUserID", "watcher"));
      }
    },
    PROFILE(ServiceKind.USER, 1516) {
      @Override
      void change(String mark) throws IOException, InterruptedException {
        rest.answer(
            "/user/update_user_info",
            Map.of("userInfo", Map.of("userID", "painter", "nickname", mark)),
            TOKENS.getOrDefault("painter", ""));
      }

      @Override
      JsonNode read() throws IOException, InterruptedException {
        return rest.asAdmin("/user/get_users_info", Map.of("userIDs", List.of("painter")));
      }
    },
    REVOCATION(ServiceKind.MSG, 2101) {
      @Override
      String prepare(String mark) throws Exception {
        written++;
        rest.asAdmin(
            "/msg/send_msg",
            Map.of(
                "sendID",
                "member",
                "recvID",
                "watcher",
                "senderPlatformID",
                1,
                "contentType",
                101,
                "sessionType",
                1,
                "content",
                Map.of("content", mark)));
        List<String> ids = new ArrayList<>();
        Until.holds(
            "the message is there",
            LIMIT,
            () -> {
              ids.add(message().path("clientMsgID").asText());
              return !ids.getLast().isEmpty();
            });
        return ids.getLast();
      }

      @Override
      void change(String mark) throws IOException, InterruptedException {
        rest.answer(
            "/msg/revoke_msg",
            Map.of("userID", "member", "conversationID", CHAT, "seq", written),
            TOKENS.getOrDefault("member", ""));
      }

      @Override
      JsonNode read() throws IOException, InterruptedException {
        JsonNode message = message();
        return message.path("contentType").asInt() == contentType() ? message : message.path("");
      }

      private JsonNode message() throws IOException, InterruptedException {
        return rest.asAdmin(
                "/msg/pull_msg_by_seq",
                Map.of(
                    "userID",
                    "watcher",
                    "seqRanges",
                    List.of(
                        Map.of(
                            "conversationID", CHAT, "begin", written, "end", written, "num", 1))))
            .at("/msgs/" + CHAT + "/Msgs/0");
      }
    };

    private final ServiceKind victim;
    private final int contentType;

    Case(ServiceKind victim, int contentType) {
      this.victim = victim;
      this.contentType = contentType;
    }

    /// Makes what is changed then; gives the text by which the change is known.
    String prepare(String mark) throws Exception {
      return mark;
    }

    int contentType() {
      return contentType;
    }

    abstract void change(String mark) throws IOException, InterruptedException;

    abstract JsonNode read() throws IOException, InterruptedException;
  }

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
    rest = new RestClient(launcher.apiAddress(), "openIM123");
    rest.register(List.of("watcher", "member", "painter"));
    for (String user : List.of("member", "painter")) {
      TOKENS.put(user, rest.userToken(user));
    }
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID",
            "watcher",
            "memberUserIDs",
            List.of("member", "painter"),
            "groupInfo",
            Map.of("groupID", GROUP, "groupName", "g", "groupType", 2)));
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
        ChatUser.connect(launcher.wsAddresses().getFirst(), "watcher", rest.userToken("watcher"))) {
      for (int round = 0; round < ROUNDS; round++) {
        Case tried = Case.values()[round % Case.values().length];
        String mark = tried.prepare("mark-" + round + "-");
        boolean waiting = round / Case.values().length % 2 == 0;
        if (waiting) {
          killWhileTheNotificationWaits(tried, mark);
        } else {
          killInTheMiddle(tried, mark, random.nextInt(60_000));
        }
        launcher.start(tried.victim, 0);
        if (isMade(tried, mark)) {
          made.add(tried + " " + mark);
          Until.holds(
              tried + " " + mark + " is seen",
              LIMIT,
              () ->
                  watcher.receivedTips(tried.contentType).stream()
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

  /// The change is answered while rpc-msg stands still: its notification can only be in memory and
  /// in the outbox. What rpc-msg changes itself is perhaps told before the kill.
  private static void killWhileTheNotificationWaits(Case tried, String mark) throws Exception {
    if (tried.victim == ServiceKind.MSG) {
      tried.change(mark);
      launcher.kill9(tried.victim, 0);
      return;
    }
    signal("STOP", "msg-0");
    try {
      tried.change(mark);
      launcher.kill9(tried.victim, 0);
    } finally {
      signal("CONT", "msg-0");
    }
  }

  /// The kill comes at some point of the change, or shortly before or after.
  private static void killInTheMiddle(Case tried, String mark, int afterMicros) throws Exception {
    CompletableFuture<Object> change =
        CompletableFuture.supplyAsync(() -> {
          try {
            tried.change(mark);
            return "answered";
          } catch (IOException e) {
            return e;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
          }
        });
    TimeUnit.MICROSECONDS.sleep(afterMicros);
    launcher.kill9(tried.victim, 0);
    change.get(30, TimeUnit.SECONDS);
  }

  private static boolean isMade(Case tried, String mark) throws Exception {
    List<Boolean> answer = new ArrayList<>();
    Until.holds(
        tried.victim + " answers again",
        LIMIT,
        () -> {
          try {
            answer.add(tried.read().toString().contains(mark));
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
