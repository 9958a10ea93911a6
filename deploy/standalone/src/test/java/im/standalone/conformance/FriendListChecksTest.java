package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Lists of friends and applications.
class FriendListChecksTest {
  private static final String UPDATE = "/friend/update_friends";

  @Check(35)
  void onlyAPinChangesTheOrder(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    stage.befriend(ann, three.get(1), three.get(2));
    JsonNode known = since(ann, "", 0);
    update(ann, three.get(2), "isPinned", true);
    JsonNode pinned = since(ann, known.get("versionID"), known.get("version").asLong());
    assertThat(pinned.get("sortVersion").asLong()).isEqualTo(pinned.get("version").asLong());
    assertThat(pinned.get("version").asLong()).isEqualTo(known.get("version").asLong() + 1);
    assertThat(texts(pinned.get("update"), "/friendUser/userID"))
        .containsExactly(three.get(2).id());
    update(ann, three.get(1), "remark", "r");
    JsonNode remarked = since(ann, pinned.get("versionID"), pinned.get("version").asLong());
    assertThat(remarked.get("sortVersion").asLong()).isZero();
    assertThat(texts(remarked.get("update"), "/remark")).containsExactly("r");
  }

  @Check(36)
  void theFriendListHasPinnedOnesFirstAndSeconds(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person ann = four.getFirst();
    long before = System.currentTimeMillis() / 1000;
    stage.befriend(ann, four.get(1));
    stage.befriend(ann, four.get(2));
    stage.befriend(ann, four.get(3));
    update(ann, four.get(3), "isPinned", true);
    JsonNode list =
        ann.post("/friend/get_friend_list", "userID", ann, "pagination", Body.page(1, 10));
    assertThat(list.get("total").asInt()).isEqualTo(3);
    assertThat(texts(list.get("friendsInfo"), "/friendUser/userID"))
        .containsExactly(four.get(3).id(), four.get(1).id(), four.get(2).id());
    assertThat(list.get("friendsInfo"))
        .allSatisfy(friend -> {
          assertThat(friend.get("createTime").asLong())
              .isBetween(before, System.currentTimeMillis() / 1000);
          assertThat(friend.at("/friendUser/createTime").asLong()).isZero();
          assertThat(friend.at("/friendUser/nickname").asText()).isNotEmpty();
        });
  }

  @Check(37)
  void friendshipIsAskedByOneOfTheTwo(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    Person bob = three.get(1);
    stage.befriend(ann, bob);
    ann.post("/friend/delete_friend", "ownerUserID", ann, "friendUserID", bob);
    assertThat(three.get(2).code("/friend/is_friend", "userID1", ann, "userID2", bob))
        .isEqualTo(1002);
    JsonNode answer = ann.post("/friend/is_friend", "userID1", ann, "userID2", bob);
    assertThat(answer.get("inUser1Friends").asBoolean()).isFalse();
    assertThat(answer.get("inUser2Friends").asBoolean()).isTrue();
    JsonNode turned = bob.post("/friend/is_friend", "userID1", bob, "userID2", ann);
    assertThat(turned.get("inUser1Friends").asBoolean()).isTrue();
    assertThat(turned.get("inUser2Friends").asBoolean()).isFalse();
  }

  @Check(41)
  void applicationsComeNewestFirst(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person bob = four.getFirst();
    for (Person each : four.subList(1, 4)) {
      apply(each, bob);
    }
    JsonNode first =
        bob.post("/friend/get_friend_apply_list", "userID", bob, "pagination", Body.page(1, 2));
    assertThat(first.get("total").asInt()).isEqualTo(3);
    assertThat(texts(first.get("FriendRequests"), "/fromUserID"))
        .containsExactly(four.get(3).id(), four.get(2).id());
    JsonNode second =
        bob.post("/friend/get_friend_apply_list", "userID", bob, "pagination", Body.page(2, 2));
    assertThat(texts(second.get("FriendRequests"), "/fromUserID"))
        .containsExactly(four.get(1).id());
  }

  @Check(42)
  void openApplicationsAreCountedSinceATime(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person bob = four.getFirst();
    for (Person each : four.subList(1, 4)) {
      apply(each, bob);
    }
    bob.post(
        "/friend/add_friend_response",
        "fromUserID",
        four.get(1),
        "toUserID",
        bob,
        "handleResult",
        -1);
    JsonNode requests =
        bob.post("/friend/get_friend_apply_list", "userID", bob, "pagination", Body.page(1, 10))
            .get("FriendRequests");
    long newest = requests.at("/0/createTime").asLong();
    long older = requests.at("/1/createTime").asLong();
    assertThat(count(bob, 0)).isEqualTo(2);
    assertThat(count(bob, older - 1)).isEqualTo(2);
    assertThat(count(bob, newest)).isZero();
  }

  @Check(43)
  void infosKeepTheOrderAndStrangersHaveNone(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person ann = four.getFirst();
    Person friend = four.get(1);
    Person blocked = four.get(2);
    Person stranger = four.get(3);
    stage.befriend(ann, friend);
    ann.post("/friend/add_black", "ownerUserID", ann, "blackUserID", blocked);
    List<Person> asked = List.of(stranger, blocked, friend);
    JsonNode infos =
        ann.post("/friend/get_specified_friends_info", "ownerUserID", ann, "userIDList", asked)
            .get("infos");
    assertThat(texts(infos, "/userInfo/userID"))
        .containsExactly(stranger.id(), blocked.id(), friend.id());
    assertThat(infos.at("/0/friendInfo").isNull()).isTrue();
    assertThat(infos.at("/0/blackInfo").isNull()).isTrue();
    assertThat(infos.at("/1/friendInfo").isNull()).isTrue();
    assertThat(infos.at("/1/blackInfo/ownerUserID").asText()).isEqualTo(ann.id());
    assertThat(infos.at("/2/friendInfo/ownerUserID").asText()).isEqualTo(ann.id());
    assertThat(infos.at("/2/blackInfo").isNull()).isTrue();
  }

  private static void apply(Person from, Person to) throws Exception {
    from.post("/friend/add_friend", "fromUserID", from, "toUserID", to);
  }

  private static void update(Person owner, Person friend, String field, Object value)
      throws Exception {
    owner.post(UPDATE, "ownerUserID", owner, "friendUserIDs", List.of(friend), field, value);
  }

  private static JsonNode since(Person owner, Object versionID, long version) throws Exception {
    return owner.post(
        "/friend/get_incremental_friends",
        "userID",
        owner,
        "versionID",
        versionID,
        "version",
        version);
  }

  private static int count(Person user, long time) throws Exception {
    return user.post("/friend/get_self_unhandled_apply_count", "userID", user, "time", time)
        .get("count")
        .asInt();
  }
}
