package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.notification.Facts;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.group.SetGroupMemberInfo;
import im.proto.wrappers.Int32Value;
import im.proto.wrappers.StringValue;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A process dies after it set several things, and some of them are set again before the next one
/// takes over: the others are told nevertheless.
@ExtendWith({MongoExtension.class, RedisExtension.class})
class SettingsRecoveryTest {
  @Test
  void ofAGroup() throws Exception {
    String groupID = found();
    set("group", new Document("group_id", groupID), new Document("ex", "2").append("status", 0));
    set("group", new Document("group_id", groupID), new Document("group_name", "new"));
    Document fields = new Document("group_name", "new").append("ex", "1");
    LeftBehind.entry(
        MongoExtension.mongo(),
        "group",
        "group.set",
        new Document("group", groupID).append("fields", fields).append("wanted", fields),
        "owner");

    // 1502 would tell of the field that is another by now.
    assertThat(toldByTheNext(groupID)).containsExactly(1520);
  }

  @Test
  void ofADismissedGroup() throws Exception {
    String groupID = found();
    set("group", new Document("group_id", groupID), new Document("status", 2).append("ex", "1"));
    Document fields = new Document("ex", "1");
    LeftBehind.entry(
        MongoExtension.mongo(),
        "group",
        "group.set",
        new Document("group", groupID).append("fields", fields).append("wanted", fields),
        "owner");

    assertThat(toldByTheNext(groupID)).isEmpty();
  }

  @Test
  void ofAMember() throws Exception {
    String groupID = found();
    set(
        "group_member",
        new Document("group_id", groupID).append("user_id", "tom"),
        new Document("role_level", 60).append("nickname", "other"));
    SetGroupMemberInfo setting =
        SetGroupMemberInfo.newBuilder()
            .setGroupID(groupID)
            .setUserID("tom")
            .setRoleLevel(Int32Value.newBuilder().setValue(60))
            .setNickname(StringValue.newBuilder().setValue("Tommy"))
            .build();
    LeftBehind.entry(
        MongoExtension.mongo(),
        "group",
        "member.set",
        new Document("group", groupID).append("settings", Facts.messages(List.of(setting))),
        "owner");

    assertThat(toldByTheNext(groupID)).containsExactly(1517);
  }

  private static String found() throws Exception {
    try (GroupWorld world = new GroupWorld()) {
      String groupID = world.found("owner", List.of(), List.of("tom"));
      LeftBehind.isFinished(MongoExtension.mongo(), "group");
      return groupID;
    }
  }

  private static void set(String collection, Document key, Document fields) {
    MongoExtension.mongo().collection(collection).updateOne(key, new Document("$set", fields));
  }

  private static List<Integer> toldByTheNext(String groupID) throws Exception {
    try (GroupWorld world = new GroupWorld()) {
      LeftBehind.isFinished(MongoExtension.mongo(), "group");
      return world.typesTo(groupID);
    }
  }
}
