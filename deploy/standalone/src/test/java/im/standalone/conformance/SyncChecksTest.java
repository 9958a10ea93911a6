package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What changed since the version that a client has.
class SyncChecksTest {
  private static final String NO_ID = "0".repeat(24);

  @Check(93)
  void whoKnowsNothingReadsEverything(Stage stage) throws Exception {
    for (SyncedList list : SyncedList.all(stage)) {
      list.change();
      JsonNode head = list.since("", 0);
      String id = head.get("versionID").asText();
      long version = head.get("version").asLong();
      String foreign = SyncedList.friends(stage).since("", 0).get("versionID").asText();
      assertThat(foreign).matches("[0-9a-f]{24}").isNotEqualTo(id);
      for (JsonNode answer :
          List.of(
              head,
              list.since(id, 0),
              list.since("", version),
              list.since("xyz", version),
              list.since(NO_ID, version),
              list.since(foreign, version))) {
        assertThat(answer.get("full").asBoolean()).as("%s %s", list.name(), answer).isTrue();
        assertNothing(answer);
        assertThat(answer.get("versionID").asText()).isEqualTo(id);
        assertThat(answer.get("version").asLong()).isEqualTo(version);
      }
    }
  }

  @Check({94, 95})
  void whoKnowsTheHeadReadsNothingAndWhoKnowsMoreAll(Stage stage) throws Exception {
    for (SyncedList list : SyncedList.all(stage)) {
      list.change();
      JsonNode head = list.since("", 0);
      String id = head.get("versionID").asText();
      long version = head.get("version").asLong();
      JsonNode same = list.since(id, version);
      assertThat(same.get("full").asBoolean()).as(list.name()).isFalse();
      assertNothing(same);
      assertThat(same.get("version").asLong()).isEqualTo(version);
      assertThat(same.get("versionID").asText()).isEqualTo(id);
      JsonNode beyond = list.since(id, version + 1);
      assertThat(beyond.get("full").asBoolean()).as(list.name()).isTrue();
      assertNothing(beyond);
      assertThat(beyond.get("version").asLong()).isEqualTo(version);
    }
  }

  @Check(96)
  void oneChangeIsOneElement(Stage stage) throws Exception {
    for (SyncedList list : SyncedList.all(stage)) {
      JsonNode known = list.since("", 0);
      String inserted = list.change();
      JsonNode changes = list.since(known);
      assertThat(changes.get("full").asBoolean()).as(list.name()).isFalse();
      assertThat(texts(changes.get("insert"), list.idIn())).containsExactly(inserted);
      assertThat(changes.get("update")).isEmpty();
      assertThat(changes.get("delete")).isEmpty();
      assertThat(changes.get("version").asLong()).isEqualTo(known.get("version").asLong() + 1);
      assertThat(list.since("", 0).get("version")).isEqualTo(changes.get("version"));
    }
  }

  @Check({97, 98})
  void ofSeveralChangesTheLastCounts(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    Person bob = three.get(1);
    Person cid = three.get(2);
    SyncedList list = SyncedList.friends(stage, ann);
    JsonNode known = list.since("", 0);
    stage.befriend(ann, bob);
    stage.befriend(ann, cid);
    ann.post("/friend/set_friend_remark", "ownerUserID", ann, "friendUserID", bob, "remark", "r");
    ann.post("/friend/delete_friend", "ownerUserID", ann, "friendUserID", cid);
    JsonNode changes = list.since(known);
    assertThat(changes.get("insert")).isEmpty();
    assertThat(texts(changes.get("update"), "/friendUser/userID")).containsExactly(bob.id());
    assertThat(texts(changes.get("update"), "/remark")).containsExactly("r");
    assertThat(texts(changes.get("delete"))).containsExactly(cid.id());
  }

  @Check(99)
  void upToTwoHundredChangesAreListed(Stage stage) throws Exception {
    Person ann = stage.somebody();
    JsonNode known = conversations(ann, Told.json("{}"));
    List<String> many = Stage.ids("si_x_", 201);
    String path = "/conversation/delete_conversations";
    ann.post(path, "ownerUserID", ann, "conversationIDs", many.subList(0, 200));
    JsonNode listed = conversations(ann, known);
    assertThat(listed.get("full").asBoolean()).isFalse();
    assertThat(texts(listed.get("delete")))
        .containsExactlyInAnyOrderElementsOf(many.subList(0, 200));
    ann.post(path, "ownerUserID", ann, "conversationIDs", many.subList(200, 201));
    JsonNode all = conversations(ann, known);
    assertThat(all.get("full").asBoolean()).isTrue();
    assertNothing(all);
    assertThat(all.get("version").asLong()).isEqualTo(known.get("version").asLong() + 201);
  }

  @Check(100)
  void aLogBeginsWithOneAlsoWhenItIsRead(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person unread = three.getFirst();
    Person read = three.get(1);
    SyncedList list = SyncedList.friends(stage, read);
    assertThat(list.since("", 0).get("version").asLong()).isEqualTo(1);
    assertThat(stage.versions().friends(unread).version()).isZero();
    stage.befriend(unread, three.get(2));
    stage.befriend(read, three.get(2));
    assertThat(stage.versions().friends(unread).version()).isEqualTo(1);
    assertThat(stage.versions().friends(read).version()).isEqualTo(2);
  }

  @Check({101, 102})
  void theHashOfTheIdsTellsWhetherTheyAreKnown(Stage stage) throws Exception {
    for (SyncedList list : SyncedList.all(stage)) {
      if (!list.name().equals("members")) {
        // A group is never without members.
        JsonNode none = list.full(0);
        assertThat(none.get("equal").asBoolean()).as(list.name()).isTrue();
        assertThat(none.get(list.ids()).isNull()).isTrue();
      }
      list.change();
      list.change();
      JsonNode unknown = list.full(0);
      assertThat(unknown.get("equal").asBoolean()).as(list.name()).isFalse();
      List<String> ids = texts(unknown.get(list.ids()));
      assertThat(ids).hasSizeGreaterThanOrEqualTo(2);
      long hash = hash("[\"" + String.join("\",\"", ids) + "\"]");
      JsonNode known = list.full(new BigInteger(Long.toUnsignedString(hash)));
      assertThat(known.get("equal").asBoolean()).as(list.name()).isTrue();
      assertThat(known.get(list.ids()).isNull()).isTrue();
      JsonNode head = list.since("", 0);
      assertThat(known.get("version")).isEqualTo(head.get("version"));
      assertThat(known.get("versionID")).isEqualTo(head.get("versionID"));
      assertThat(list.full(1).get("equal").asBoolean()).isFalse();
    }
  }

  @Check(103)
  void theGroupComesAlongWhenItChanged(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst();
    String group = stage.found(owner, two.get(1));
    JsonNode known = members(owner, group, Told.json("{}"));
    assertThat(members(owner, group, known).get("group").isNull()).isTrue();
    owner.post(
        "/group/set_group_info", "groupInfoForSet", Body.of("groupID", group, "introduction", "i"));
    JsonNode renamed = members(owner, group, known);
    assertNothing(renamed);
    assertThat(renamed.get("full").asBoolean()).isFalse();
    assertThat(renamed.at("/group/introduction").asText()).isEqualTo("i");
    assertThat(renamed.at("/group/memberCount").asInt()).isEqualTo(2);
    assertThat(renamed.get("sortVersion").asLong()).isZero();
    owner.post(
        "/group/set_group_member_info",
        "members",
        List.of(Body.of("groupID", group, "userID", two.get(1), "roleLevel", 60)));
    JsonNode promoted = members(owner, group, renamed);
    assertThat(texts(promoted.get("update"), "/userID")).containsExactly(two.get(1).id());
    assertThat(promoted.get("sortVersion").asLong())
        .isEqualTo(renamed.get("version").asLong() + 1)
        .isEqualTo(promoted.get("version").asLong());
  }

  @Check(104)
  void manyGroupsAreAnsweredUntilItIsEnough(Stage stage) throws Exception {
    Person owner = stage.somebody();
    List<Person> many = stage.people(170);
    List<String> groups =
        List.of(stage.found(owner), stage.found(owner), stage.found(owner), stage.found(owner));
    String gone = stage.found(owner);
    owner.post("/group/dismiss_group", "groupID", gone);
    List<?> asked =
        Stream.concat(
                Stream.of(gone, groups.getFirst(), groups.getFirst()), groups.stream().skip(1))
            .map(group -> asked(stage, group))
            .toList();
    for (String group : groups) {
      owner.post("/group/invite_user_to_group", "groupID", group, "invitedUserIDs", many);
    }
    Until.holds("the members are let go", () -> stage.members(gone).isEmpty());
    String path = "/group/get_incremental_group_members_batch";
    JsonNode answers = stage.admin().post(path, "userID", owner, "reqList", asked).get("respList");
    // Three times 170 are enough: the fourth has to be asked for again.
    assertThat(answers.properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(groups.subList(0, 3));
    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.get("full").asBoolean()).isFalse();
          assertThat(answer.get("insert")).hasSize(170);
        });
    String foreign = stage.found(many.getFirst());
    assertThat(
            owner.code(
                path,
                "userID",
                owner,
                "reqList",
                List.of(asked(stage, groups.get(3)), asked(stage, foreign))))
        .isEqualTo(1002);
  }

  private static Map<String, @Nullable Object> asked(Stage stage, String groupID) {
    Versions.Head head = stage.versions().members(groupID);
    return Body.of("groupID", groupID, "versionID", head.versionID(), "version", head.version());
  }

  private static JsonNode conversations(Person owner, JsonNode known) throws Exception {
    return owner.post(
        "/conversation/get_incremental_conversations",
        "userID",
        owner,
        "versionID",
        known.path("versionID").asText(),
        "version",
        known.path("version").asLong());
  }

  private static JsonNode members(Person member, String groupID, JsonNode known) throws Exception {
    return member.post(
        "/group/get_incremental_group_members",
        "groupID",
        groupID,
        "versionID",
        known.path("versionID").asText(),
        "version",
        known.path("version").asLong());
  }

  private static void assertNothing(JsonNode answer) {
    assertThat(answer.get("insert")).isEmpty();
    assertThat(answer.get("update")).isEmpty();
    assertThat(answer.get("delete")).isEmpty();
  }

  private static long hash(String text) throws Exception {
    byte[] md5 = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(md5).getLong();
  }
}
