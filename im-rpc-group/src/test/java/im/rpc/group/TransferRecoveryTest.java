package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.notification.Facts;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.sdkws.GroupMemberFullInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A process dies in the middle of a transfer: wherever that was, the group has one owner when the
/// next one has taken over.
@ExtendWith({MongoExtension.class, RedisExtension.class})
class TransferRecoveryTest {
  private static final int MEMBER = 20;
  private static final int OWNER = 100;
  private static final String TOKEN = "token";

  @Test
  void oneThatWasBegunIsMade() throws Exception {
    assertThat(recovered(TOKEN, OWNER, MEMBER, 1507))
        .isEqualTo(Map.of("owner", MEMBER, "tom", OWNER));
  }

  @Test
  void oneWithTwoOwnersIsMade() throws Exception {
    assertThat(recovered(TOKEN, OWNER, OWNER, 1507))
        .isEqualTo(Map.of("owner", MEMBER, "tom", OWNER));
  }

  @Test
  void oneThatHadNotEndedIsTold() throws Exception {
    assertThat(recovered(TOKEN, MEMBER, OWNER, 1507))
        .isEqualTo(Map.of("owner", MEMBER, "tom", OWNER));
  }

  @Test
  void oneWithoutItsHeirIsNotMade() throws Exception {
    assertThat(recovered(TOKEN, OWNER, 0, 0)).isEqualTo(Map.of("owner", OWNER));
  }

  @Test
  void oneWhoseHeirIsAdminByNowIsNotMade() throws Exception {
    assertThat(recovered(TOKEN, OWNER, 60, 0)).isEqualTo(Map.of("owner", OWNER, "tom", 60));
  }

  @Test
  void oneThatWasNotBegunPromisesNothing() throws Exception {
    assertThat(recovered("", OWNER, MEMBER, 0)).isEqualTo(Map.of("owner", OWNER, "tom", MEMBER));
  }

  /// The roles after a process has taken over that finds `owner` and `tom` in these ones (0: not a
  /// member), and the group noting the transfer `noted`. The word that goes out is `told`.
  private static Map<String, Integer> recovered(String noted, int owner, int tom, int told)
      throws Exception {
    String groupID;
    try (GroupWorld world = new GroupWorld()) {
      groupID = world.found("owner", List.of(), List.of("tom"));
      LeftBehind.isFinished(MongoExtension.mongo(), "group");
    }
    set(groupID, "owner", owner);
    set(groupID, "tom", tom);
    if (!noted.isEmpty()) {
      MongoExtension.mongo()
          .collection("group_transfer")
          .insertOne(new Document("_id", groupID).append("token", noted));
    }
    LeftBehind.entry(
        MongoExtension.mongo(),
        "group",
        "transferred",
        new Document("old", Facts.message(member(groupID, "owner", MEMBER)))
            .append("new", Facts.message(member(groupID, "tom", OWNER)))
            .append("token", TOKEN),
        "owner");
    try (GroupWorld world = new GroupWorld()) {
      LeftBehind.isFinished(MongoExtension.mongo(), "group");
      if (told == 0) {
        assertThat(world.typesTo(groupID)).isEmpty();
      } else {
        world.told(told, groupID);
      }
    }
    assertThat(MongoExtension.rows("group_transfer")).isEmpty();
    Map<String, Integer> roles = new HashMap<>();
    MongoExtension.mongo()
        .collection("group_member")
        .find(new Document("group_id", groupID))
        .forEach(row -> roles.put(row.getString("user_id"), row.getInteger("role_level")));
    return roles;
  }

  private static void set(String groupID, String userID, int role) {
    Document key = new Document("group_id", groupID).append("user_id", userID);
    if (role == 0) {
      MongoExtension.mongo().collection("group_member").deleteOne(key);
    } else {
      MongoExtension.mongo()
          .collection("group_member")
          .updateOne(key, new Document("$set", new Document("role_level", role)));
    }
  }

  private static GroupMemberFullInfo member(String groupID, String userID, int role) {
    return GroupMemberFullInfo.newBuilder()
        .setGroupID(groupID)
        .setUserID(userID)
        .setRoleLevel(role)
        .build();
  }
}
