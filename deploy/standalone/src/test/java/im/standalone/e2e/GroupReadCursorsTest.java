package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.standalone.Settings;
import im.standalone.StandaloneServer;
import im.standalone.embedded.Infrastructure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who has read how far in a group, on a server that is asked to say so. The answers are checked at
/// every size; how long they took is printed only: `-Dim.scale=200,10000` sets the sizes.
class GroupReadCursorsTest {
  private static final String PATH = "/msg/get_group_read_cursors";
  private static final int BATCH = 200;
  private static final int REPEATS = 25;
  private static final Duration SOON = Duration.ofMinutes(1);

  private static StandaloneServer server;
  private static RestClient rest;

  @BeforeAll
  static void start() throws Exception {
    Path data = TestData.fresh("read-cursors");
    Path config = Files.createDirectories(data.resolve("config"));
    Files.writeString(config.resolve("openim-api.yml"), "api: {groupReadCursors: true}");
    server =
        StandaloneServer.start(
            new Settings(data.resolve("stores"), config, 0, 0, Infrastructure.Given.NOTHING));
    rest = new RestClient(server.apiAddress(), "openIM123");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void membersSeeHowFarEverybodyHasRead() throws Exception {
    for (int size : sizes()) {
      String groupID = "cursors" + size;
      List<String> users = group(groupID, size);
      String owner = users.getFirst();
      rest.sendToGroup(owner, groupID, "hello");
      Until.holds("what the owner said is read by himself", SOON, () -> position(groupID) > 1);
      long newest = position(groupID);
      read(users.get(1), groupID, newest - 1);
      read(users.get(2), groupID, newest);

      String token = rest.userToken(users.get(3));
      JsonNode page = rest.post(PATH, ask(groupID, 0, 1, 100), token);
      assertThat(page.get("total").asInt()).isEqualTo(size);
      assertThat(page.get("cursors").findValuesAsText("userID"))
          .containsExactlyElementsOf(users.subList(0, 100));
      Map<String, Long> seen = cursors(page);
      // Notes of the group count as the owner's: he may have read further meanwhile.
      assertThat(seen.remove(owner)).isGreaterThanOrEqualTo(newest);
      Map<String, Long> expected = new HashMap<>();
      users.subList(1, 100).forEach(user -> expected.put(user, 0L));
      expected.putAll(Map.of(users.get(1), newest - 1, users.get(2), newest));
      assertThat(seen).isEqualTo(expected);

      JsonNode upTo = rest.post(PATH, ask(groupID, newest, 1, 100), token);
      assertThat(upTo.get("total").asInt()).isEqualTo(size);
      assertThat(upTo.get("cursors").findValuesAsText("userID"))
          .containsExactly(owner, users.get(2));

      Map<String, Long> last = cursors(rest.asAdmin(PATH, ask(groupID, 0, (size + 99) / 100, 100)));
      assertThat(last).containsKey(users.getLast());
      assertThat(rest.post(PATH, ask(groupID, 0, size + 1, 100), token).get("total").asInt())
          .isEqualTo(size);

      String stranger = "stranger" + size;
      rest.register(List.of(stranger));
      assertThat(code(groupID, rest.userToken(stranger))).isEqualTo(1002);
      measure(groupID, size, token);
    }
    assertThat(code("nowhere", rest.userToken("cursors" + sizes().getFirst() + "u00001")))
        .isEqualTo(1002);
  }

  private static void measure(String groupID, int size, String token) throws Exception {
    long[] nanos = new long[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      rest.post(PATH, ask(groupID, 0, 1, 100), token);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "read cursors of 100 among %6d members: median %8.2f ms, slowest %8.2f ms%n",
        size, nanos[REPEATS / 2] / 1e6, nanos[REPEATS - 1] / 1e6);
  }

  /// A group of `size`; who is in it, by role and age.
  private static List<String> group(String groupID, int size) throws Exception {
    List<String> users =
        IntStream.rangeClosed(1, size).mapToObj(i -> "%su%05d".formatted(groupID, i)).toList();
    for (int from = 0; from < size; from += BATCH) {
      rest.register(users.subList(from, Math.min(size, from + BATCH)));
    }
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID",
            users.getFirst(),
            "memberUserIDs",
            users.subList(1, 100),
            "groupInfo",
            Map.of("groupID", groupID, "groupName", groupID, "groupType", 2)));
    for (int from = 100; from < size; from += BATCH) {
      rest.asAdmin(
          "/group/invite_user_to_group",
          Map.of(
              "groupID",
              groupID,
              "invitedUserIDs",
              users.subList(from, Math.min(size, from + BATCH))));
    }
    return users;
  }

  private static void read(String userID, String groupID, long seq) throws Exception {
    rest.asAdmin(
        "/msg/set_conversation_has_read_seq",
        Map.of("userID", userID, "conversationID", "sg_" + groupID, "hasReadSeq", seq));
  }

  /// How far the owner has read.
  private static long position(String groupID) throws Exception {
    return rest.asAdmin(PATH, ask(groupID, 0, 1, 1)).at("/cursors/0/hasReadSeq").asLong();
  }

  private static int code(String groupID, String token) throws Exception {
    return rest.answer(PATH, ask(groupID, 0, 1, 100), token).get("errCode").asInt();
  }

  private static Map<String, Long> cursors(JsonNode page) {
    Map<String, Long> cursors = new HashMap<>();
    for (JsonNode each : page.get("cursors")) {
      cursors.put(each.get("userID").asText(), each.get("hasReadSeq").asLong());
    }
    return cursors;
  }

  private static Map<String, Object> ask(String groupID, long seq, int number, int size) {
    return Map.of(
        "groupID",
        groupID,
        "seq",
        seq,
        "pagination",
        Map.of("pageNumber", number, "showNumber", size));
  }

  private static List<Integer> sizes() {
    return Arrays.stream(System.getProperty("im.scale", "200,1000").split(","))
        .map(Integer::valueOf)
        .toList();
  }
}
