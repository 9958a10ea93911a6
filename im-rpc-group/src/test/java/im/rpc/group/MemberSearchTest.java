package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.CommandRecorder.Command;
import im.common.testing.MongoExtension;
import im.common.testing.Until;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetGroupMemberListResp;
import im.proto.group.GetGroupMembersCMSReq;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.notificationUserInfoUpdateReq;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.RequestPagination;
import im.proto.wrappers.StringValue;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who is found among the members, and what a search reads.
class MemberSearchTest extends GroupTestBed {
  @Test
  void theShownNameIsLookedIntoLiterallyAndByCase() {
    String groupID = world.found("owner", List.of("admin"), List.of("m1", "m2", "m3"));
    rename(groupID, "m1", "Ann (.*) admin");

    assertThat(found(groupID, "admin", 1, 10)).containsExactly("admin", "m1");
    assertThat(found(groupID, "(.*)", 1, 10)).containsExactly("m1");
    assertThat(found(groupID, "ADMIN", 1, 10)).isEmpty();
    assertThat(found(groupID, "nick of", 1, 10)).containsExactly("owner", "admin", "m2", "m3");
    assertThat(found(groupID, "nick of", 2, 2)).containsExactly("m2", "m3");
    assertThat(found(groupID, "nick of", 3, 2)).isEmpty();
    assertThat(search(groupID, "nick of", 2, 2).getTotal()).isEqualTo(4);
    assertThat(search(groupID, "nick of", 1, 0).getTotal()).isEqualTo(4);
    assertThat(
            world
                .as(
                    "m3",
                    s ->
                        s.getGroupMembersCMS(
                            GetGroupMembersCMSReq.newBuilder()
                                .setGroupID(groupID)
                                .setUserName("of m")
                                .setPagination(page(2, 1))
                                .build()))
                .getMembersList())
        .extracting(GroupMemberFullInfo::getUserID)
        .containsExactly("m3");
  }

  @Test
  void whatChangedIsFoundAtOnce() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("stays", "goes"));
    String renamed = GroupWorld.id("renamed");
    assertThat(world.invite("owner", groupID, List.of(renamed))).isZero();
    assertThat(found(groupID, "nick", 1, 10)).containsExactly("owner", "stays", "goes", renamed);

    assertThat(world.invite("owner", groupID, List.of("comes"))).isZero();
    assertThat(found(groupID, "nick of comes", 1, 10)).containsExactly("comes");
    kick(groupID, "goes");
    rename(groupID, "stays", "another");
    assertThat(found(groupID, "nick", 1, 10)).containsExactly("owner", renamed, "comes");
    assertThat(found(groupID, "another", 1, 10)).containsExactly("stays");
    rename(groupID, "stays", "");
    assertThat(found(groupID, "nick of stays", 1, 10)).containsExactly("stays");

    world.users.renamed.put(renamed, "new in the profile");
    var _ =
        world.as(
            renamed,
            s ->
                s.notificationUserInfoUpdate(
                    notificationUserInfoUpdateReq.newBuilder().setUserID(renamed).build()));
    Until.holds(
        "the new name is found",
        () -> found(groupID, "new in the profile", 1, 10).equals(List.of(renamed)));
  }

  @Test
  void aFurtherSearchReadsThePageAndWhatChanged() {
    List<String> members = IntStream.range(0, 300).mapToObj(i -> "user" + i).toList();
    String groupID = world.found("owner", List.of(), members);
    assertThat(search(groupID, "user", 1, 5).getTotal()).isEqualTo(300);
    int before = world.users.calls.get();

    List<Command> next =
        MongoExtension.commandsOf(
            () -> assertThat(found(groupID, "of user", 3, 5)).isEqualTo(members.subList(10, 15)));
    assertThat(Command.rows(next, "group_member")).isLessThan(10);
    assertThat(world.users.calls.get() - before).isEqualTo(1);

    rename(groupID, "user7", "Seven");
    List<Command> changed =
        MongoExtension.commandsOf(
            () -> assertThat(found(groupID, "Seven", 1, 5)).containsExactly("user7"));
    assertThat(Command.rows(changed, "group_member")).isLessThan(10);
  }

  private List<String> found(String groupID, String keyword, int number, int size) {
    return search(groupID, keyword, number, size).getMembersList().stream()
        .map(GroupMemberFullInfo::getUserID)
        .toList();
  }

  private GetGroupMemberListResp search(String groupID, String keyword, int number, int size) {
    return world.as(
        "owner",
        s ->
            s.getGroupMemberList(
                GetGroupMemberListReq.newBuilder()
                    .setGroupID(groupID)
                    .setKeyword(keyword)
                    .setPagination(page(number, size))
                    .build()));
  }

  private void rename(String groupID, String userID, String nickname) {
    SetGroupMemberInfo change =
        SetGroupMemberInfo.newBuilder()
            .setGroupID(groupID)
            .setUserID(userID)
            .setNickname(StringValue.newBuilder().setValue(nickname))
            .build();
    var _ =
        world.as(
            userID,
            s ->
                s.setGroupMemberInfo(
                    SetGroupMemberInfoReq.newBuilder().addMembers(change).build()));
  }

  private void kick(String groupID, String userID) {
    var _ =
        world.as(
            "owner",
            s ->
                s.kickGroupMember(
                    KickGroupMemberReq.newBuilder()
                        .setGroupID(groupID)
                        .addKickedUserIDs(userID)
                        .build()));
  }

  private static RequestPagination page(int number, int size) {
    return RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size).build();
  }
}
