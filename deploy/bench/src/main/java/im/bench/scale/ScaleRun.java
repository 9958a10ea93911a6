package im.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Lists;
import im.bench.client.Api;
import im.bench.client.SideBySide;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// Builds something large over REST and prints how long the questions take that must not grow with
/// it. Figures are printed and never judged. Ids carry the time of the run.
public final class ScaleRun {
  private static final int USERS_PER_CALL = 1000;
  private static final int INVITED_PER_CALL = 1000;
  private static final int CONCURRENT_CALLS = 8;
  private static final int REPEATS = 9;
  private static final int FIRST_PAGE = 50;
  private static final int WORKING_GROUP = 2;

  private final Api api;
  private final PrintStream out;
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  /// Asks `api` and prints on `out`.
  public ScaleRun(Api api, PrintStream out) {
    this.api = api;
    this.out = out;
  }

  /// A group of `size` members, filled by batches.
  public void group(int size) throws Exception {
    List<String> users = ids("m" + size + "_", size);
    List<Double> registering = new ArrayList<>();
    for (List<String> some : Lists.partition(users, USERS_PER_CALL)) {
      registering.add(millis(() -> api.call("/user/user_register", users(some))));
    }
    print("registration of 1000 users", size, registering);
    String owner = users.getFirst();
    String group = "g" + size + "_" + run;
    api.call(
        "/group/create_group",
        Map.of(
            "groupInfo",
            Map.of("groupID", group, "groupName", group, "groupType", WORKING_GROUP),
            "ownerUserID",
            owner,
            "memberUserIDs",
            List.of()));
    List<Double> inviting = new ArrayList<>();
    for (List<String> some : Lists.partition(users.subList(1, size), INVITED_PER_CALL)) {
      inviting.add(
          millis(() ->
              api.call(
                  "/group/invite_user_to_group",
                  Map.of("groupID", group, "invitedUserIDs", some, "reason", ""))));
    }
    print("invitation of up to 1000 members", size, inviting);
    List<String> founders = users.subList(1, Math.min(size, INVITED_PER_CALL + 1));
    print(
        "foundation with up to 1000 members",
        size,
        List.of(millis(() -> create(owner, "f" + size, founders))));
    measure(
        "first page of members",
        size,
        () ->
            api.call(
                "/group/get_group_member_list",
                Map.of(
                    "groupID",
                    group,
                    "pagination",
                    Map.of("pageNumber", 1, "showNumber", FIRST_PAGE))));
    measure(
        "is one a member",
        size,
        () ->
            api.call(
                "/group/get_group_members_info",
                Map.of("groupID", group, "userIDs", List.of(users.getLast()))));
    incremental(
        "change of a member, then sync of members",
        size,
        known ->
            api.call(
                "/group/get_incremental_group_members",
                Map.of("groupID", group, "versionID", known.id(), "version", known.version())),
        round ->
            api.call(
                "/group/set_group_member_info",
                Map.of(
                    "members",
                    List.of(Map.of("groupID", group, "userID", owner, "nickname", "n" + round)))));
  }

  /// A user with `size` conversations.
  public void conversations(int size) throws Exception {
    String owner = ids("c" + size + "_", 1).getFirst();
    api.call("/user/user_register", users(List.of(owner)));
    SideBySide.run(size, CONCURRENT_CALLS, i -> api.setConversation(owner, "peer" + i, "0"));
    incremental(
        "change of a conversation, then sync",
        size,
        known ->
            api.call(
                "/conversation/get_incremental_conversations",
                Map.of("userID", owner, "versionID", known.id(), "version", known.version())),
        round -> api.setConversation(owner, "peer0", "ex" + round));
  }

  /// A user in `size` groups.
  public void groups(int size) throws Exception {
    String member = ids("j" + size + "_", 1).getFirst();
    api.call("/user/user_register", users(List.of(member)));
    SideBySide.run(size, CONCURRENT_CALLS, i -> create(member, "j" + size + "_" + i));
    incremental(
        "one more group, then sync of joined groups",
        size,
        known ->
            api.call(
                "/group/get_incremental_join_groups",
                Map.of("userID", member, "versionID", known.id(), "version", known.version())),
        round -> create(member, "j" + size + "_more" + round));
  }

  /// What a client knows of a list.
  private record Known(String id, long version) {}

  @FunctionalInterface
  private interface Sync {
    JsonNode ask(Known known);
  }

  @FunctionalInterface
  private interface Change {
    void make(int round);
  }

  private void incremental(String what, int size, Sync sync, Change change) throws Exception {
    Known known = known(sync.ask(new Known("", 0)));
    List<Double> syncing = new ArrayList<>();
    for (int round = 0; round < REPEATS; round++) {
      change.make(round);
      Known before = known;
      JsonNode[] answer = new JsonNode[1];
      syncing.add(
          millis(() -> {
            answer[0] = sync.ask(before);
            return answer[0];
          }));
      known = known(answer[0]);
      int changes = answer[0].path("insert").size() + answer[0].path("update").size();
      if (answer[0].path("full").asBoolean() || changes != 1) {
        out.printf("  %s: %d changes, full %s%n", what, changes, answer[0].path("full"));
      }
    }
    print(what, size, syncing);
    Known last = known;
    measure("sync without a change", size, () -> sync.ask(last));
  }

  private static Known known(JsonNode answer) {
    return new Known(answer.path("versionID").asText(), answer.path("version").asLong());
  }

  private JsonNode create(String owner, String name) {
    return create(owner, name, List.of());
  }

  private JsonNode create(String owner, String name, List<String> memberIDs) {
    return api.call(
        "/group/create_group",
        Map.of(
            "groupInfo",
            Map.of("groupID", name + "_" + run, "groupName", name, "groupType", WORKING_GROUP),
            "ownerUserID",
            owner,
            "memberUserIDs",
            memberIDs));
  }

  private void measure(String what, int size, Callable<JsonNode> question) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      times.add(millis(question));
    }
    print(what, size, times);
  }

  private void print(String what, int size, List<Double> times) {
    double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    out.printf(
        "%-44s of %7d: median %8.1f ms, first %8.1f, last %8.1f, max %8.1f (%d times)%n",
        what,
        size,
        sorted[sorted.length / 2],
        times.getFirst(),
        times.getLast(),
        Arrays.stream(sorted).max().orElse(0),
        times.size());
  }

  private static double millis(Callable<JsonNode> question) throws Exception {
    long start = System.nanoTime();
    var _ = question.call();
    return (System.nanoTime() - start) / 1e6;
  }

  private List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + run + "_" + i).toList();
  }

  private static Map<String, Object> users(List<String> ids) {
    return Map.of(
        "users",
        ids.stream().map(id -> Map.of("userID", id, "nickname", id, "faceURL", "")).toList());
  }
}
