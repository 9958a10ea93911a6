package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import im.proto.sdkws.ConversationUpdateTips;
import im.proto.sdkws.FriendApplicationApprovedTips;
import im.proto.sdkws.FriendApplicationTips;
import im.proto.sdkws.GroupApplicationAcceptedTips;
import im.proto.sdkws.GroupCreatedTips;
import im.proto.sdkws.GroupMutedTips;
import im.proto.sdkws.JoinGroupApplicationTips;
import im.proto.sdkws.MarkAsReadTips;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfoUpdatedTips;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What all notifications have in common.
class NotificationChecksTest {
  /// What a group's notification types show in the chat, too.
  private static final Set<Integer> WITH_COPY =
      Set.of(1501, 1504, 1507, 1508, 1509, 1510, 1512, 1513, 1514, 1515, 1519, 1520);

  private static final Set<Integer> WITHOUT_COPY = Set.of(1502, 1516, 1517, 1518);

  /// A call that does something to a group.
  @FunctionalInterface
  private interface Act {
    void make() throws Exception;
  }

  @Check(105)
  void theTipsHaveEveryFieldOfTheirMessage(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst().listen();
    Person bob = two.get(1);
    stage.befriend(ann, bob);
    String group = stage.found(ann, bob);
    stage.settle(group, ann);
    ann.post("/group/mute_group", "groupID", group);
    ann.post("/user/update_user_info_ex", "userInfo", Body.of("userID", ann, "ex", "e"));
    ann.post("/friend/delete_friend", "ownerUserID", ann, "friendUserID", bob);
    bob.post("/friend/delete_friend", "ownerUserID", bob, "friendUserID", ann);
    ann.post("/friend/add_friend", "fromUserID", ann, "toUserID", bob);
    Person cid = stage.somebody();
    cid.post("/group/join_group", "groupID", group, "joinSource", 3, "inviterUserID", cid);
    ann.post(
        "/group/group_application_response",
        "groupID",
        group,
        "fromUserID",
        cid,
        "handleResult",
        1);
    ann.post(
        "/msg/mark_conversation_as_read",
        "userID",
        ann,
        "conversationID",
        "sg_" + group,
        "hasReadSeq",
        1);
    ann.post(
        "/conversation/set_conversations",
        "userIDs",
        List.of(ann),
        "conversation",
        Body.of(
            "conversationID", "sg_" + group, "conversationType", 3, "groupID", group, "ex", "e"));
    assertWhole(ann.hears(1501), GroupCreatedTips.getDefaultInstance());
    assertWhole(ann.hears(1514), GroupMutedTips.getDefaultInstance());
    assertWhole(ann.hears(1303), UserInfoUpdatedTips.getDefaultInstance());
    assertWhole(ann.hears(1203), FriendApplicationTips.getDefaultInstance());
    assertWhole(ann.hears(1300), ConversationUpdateTips.getDefaultInstance());
    Told application = ann.hears(1503);
    assertWhole(application, JoinGroupApplicationTips.getDefaultInstance());
    assertThat(application.tips().at("/request/groupInfo").isNull()).isTrue();
    assertWhole(ann.hears(1505), GroupApplicationAcceptedTips.getDefaultInstance());
    Told imported = ann.hears(1201);
    assertWhole(imported, FriendApplicationApprovedTips.getDefaultInstance());
    assertThat(imported.tips().get("request").isNull()).isTrue();
    Told read = ann.hears(2200);
    assertWhole(read, MarkAsReadTips.getDefaultInstance());
    assertThat(read.tips().get("seqs").isNull()).isTrue();
  }

  @Check(106)
  void tipsComeInANotificationConversation(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst().listen();
    Person bob = two.get(1).listen();
    String group = stage.found(ann, bob);
    Told told = bob.hears(1501);
    assertThat(told.conversationID()).isEqualTo("n_" + group);
    assertThat(told.message().getSessionType()).isEqualTo(3);
    assertThat(told.message().getGroupID()).isEqualTo(group);
    assertThat(told.message().getRecvID()).isEqualTo(group);
    assertThat(told.message().getSendID()).isEqualTo(ann.id());
    assertThat(told.message().getMsgFrom()).isEqualTo(200);
    bob.post("/friend/add_friend", "fromUserID", bob, "toUserID", ann);
    Told asked = ann.hears(1203);
    // ann's id is the smaller one.
    assertThat(asked.conversationID()).isEqualTo("n_" + ann + "_" + bob);
    assertThat(asked.message().getSessionType()).isEqualTo(1);
    assertThat(asked.message().getGroupID()).isEmpty();
    assertThat(asked.message().getMsgFrom()).isEqualTo(200);
    ann.post("/user/update_user_info_ex", "userInfo", Body.of("userID", ann, "ex", "e"));
    assertThat(ann.hears(1303).conversationID()).isEqualTo("n_" + ann + "_" + ann);
  }

  @Check({107, 109})
  void copiesAndVersionsOfAllThatAGroupTells(Stage stage) throws Exception {
    List<Person> six = stage.people(6);
    Person owner = six.getFirst();
    Person watcher = six.get(1).listen();
    String group =
        stage.found(owner, List.of(), List.of(watcher, six.get(2)), "needVerification", 2);
    Map<Integer, Act> acts = acts(group, six);
    Versions.Head before = stage.versions().members(group);
    assertVersion(watcher.hears(1501), before);
    for (Map.Entry<Integer, Act> act : acts.entrySet()) {
      act.getValue().make();
      Versions.Head head = stage.versions().members(group);
      assertThat(head.version()).as("%d", act.getKey()).isGreaterThan(before.version());
      assertVersion(watcher.hears(act.getKey()), head);
      before = head;
    }
    stage.settle(group, watcher);
    Set<Integer> stored = new TreeSet<>();
    for (MsgData message : watcher.browser().pull("sg_" + group, 1, 50)) {
      stored.add(message.getContentType());
    }
    assertThat(stored).containsExactlyInAnyOrderElementsOf(WITH_COPY);
    for (int type : WITH_COPY) {
      assertThat(watcher.heard(type)).as("%d", type).hasSize(1);
      assertThat(watcher.heard(type).getFirst().message().getSeq()).isZero();
      assertThat(watcher.copies(type)).as("copy of %d", type).hasSize(1);
      assertThat(watcher.copies(type).getFirst().message().getSeq()).isPositive();
      assertThat(watcher.copies(type).getFirst().message().getClientMsgID())
          .isEqualTo(watcher.heard(type).getFirst().message().getClientMsgID());
    }
    for (int type : WITHOUT_COPY) {
      assertThat(watcher.copies(type)).as("copy of %d", type).isEmpty();
      assertThat(watcher.heard(type))
          .as("%d", type)
          .isNotEmpty()
          .allMatch(told -> told.message().getSeq() == 0);
    }
  }

  /// One act for each type that tells a version, in an order in which all are allowed.
  private static Map<Integer, Act> acts(String group, List<Person> six) {
    Person owner = six.getFirst();
    Person member = six.get(2);
    Object[] muted = {"groupID", group, "userID", member, "mutedSeconds", 60};
    Map<Integer, Act> acts = new LinkedHashMap<>();
    acts.put(1512, () -> owner.post("/group/mute_group_member", muted));
    acts.put(1513, () -> owner.post("/group/cancel_mute_group_member", muted));
    acts.put(1514, () -> owner.post("/group/mute_group", "groupID", group));
    acts.put(1515, () -> owner.post("/group/cancel_mute_group", "groupID", group));
    acts.put(1516, () -> change(owner, group, member, "nickname", "n"));
    acts.put(1517, () -> change(owner, group, member, "roleLevel", 60));
    acts.put(1518, () -> change(owner, group, member, "roleLevel", 20));
    acts.put(
        1519,
        () -> owner.post("/group/set_group_info_ex", "groupID", group, "notification", "read"));
    acts.put(
        1520, () -> owner.post("/group/set_group_info_ex", "groupID", group, "groupName", "n"));
    acts.put(
        1502, () -> owner.post("/group/set_group_info_ex", "groupID", group, "introduction", "i"));
    acts.put(
        1509,
        () ->
            owner.post(
                "/group/invite_user_to_group",
                "groupID",
                group,
                "invitedUserIDs",
                List.of(six.get(3))));
    acts.put(
        1510,
        () ->
            six.get(4)
                .post(
                    "/group/join_group",
                    "groupID",
                    group,
                    "joinSource",
                    3,
                    "inviterUserID",
                    six.get(4)));
    acts.put(1504, () -> six.get(4).post("/group/quit_group", "groupID", group));
    acts.put(
        1508,
        () ->
            owner.post(
                "/group/kick_group", "groupID", group, "kickedUserIDs", List.of(six.get(3))));
    acts.put(
        1507,
        () ->
            owner.post(
                "/group/transfer_group",
                "groupID",
                group,
                "oldOwnerUserID",
                owner,
                "newOwnerUserID",
                member));
    return acts;
  }

  @Check(108)
  void theSendersOtherDevicesHearItToo(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst().listen();
    Person bob = two.get(1).listen();
    // From the phone: the browser is another device.
    ann.post("/friend/add_friend", "fromUserID", ann, "toUserID", bob);
    Told own = ann.hears(1203);
    assertThat(own.message()).isEqualTo(bob.hears(1203).message());
    assertThat(own.message().getSendID()).isEqualTo(ann.id());
  }

  @Check(110)
  void applicationsAndTheEndTellNoVersion(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst().listen();
    String group = stage.found(owner);
    for (Person each : three.subList(1, 3)) {
      each.post("/group/join_group", "groupID", group, "joinSource", 3, "inviterUserID", each);
      owner.post(
          "/group/group_application_response",
          "groupID",
          group,
          "fromUserID",
          each,
          "handleResult",
          each == three.get(1) ? 1 : -1);
    }
    owner.post("/group/dismiss_group", "groupID", group);
    for (int type : List.of(1503, 1505, 1506, 1511)) {
      assertThat(texts(names(owner.hears(type).tips())))
          .contains("group")
          .noneMatch(name -> name.contains("ersion"));
    }
  }

  private static void assertVersion(Told told, Versions.Head head) {
    int type = told.message().getContentType();
    assertThat(told.number("/groupMemberVersion")).as("%d", type).isEqualTo(head.version());
    assertThat(told.text("/groupMemberVersionID")).as("%d", type).isEqualTo(head.versionID());
  }

  private static void assertWhole(Told told, Message tips) {
    JsonNode content = Told.json(told.message().getContent().toStringUtf8());
    assertThat(texts(names(content))).containsExactly("detail");
    assertThat(content.get("detail").isTextual()).isTrue();
    assertThat(texts(names(told.tips())))
        .as("%d", told.message().getContentType())
        .containsExactlyInAnyOrderElementsOf(
            tips.getDescriptorForType().getFields().stream()
                .map(FieldDescriptor::getName)
                .toList());
  }

  private static JsonNode names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(name -> names.add("\"" + name + "\""));
    return Told.json(names.toString());
  }

  private static void change(
      Person caller, String groupID, Person target, String field, Object value) throws Exception {
    caller.post(
        "/group/set_group_member_info",
        "members",
        List.of(Body.of("groupID", groupID, "userID", target, field, value)));
  }
}
