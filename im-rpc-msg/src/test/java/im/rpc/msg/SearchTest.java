package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.history.StoredMessage.Revoke;
import im.common.testing.TestServices;
import im.proto.msg.ChatLog;
import im.proto.msg.SearchChatLog;
import im.proto.msg.SearchMessageReq;
import im.proto.msg.SearchMessageResp;
import im.proto.sdkws.RequestPagination;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SearchTest extends MsgTestBed {
  private static final long IN_2017 = 1_500_000_000_000L;

  @Test
  void aSendersMessagesArePagedInTheirOrder() {
    annWritesToBob(5);
    assertThat(texts(search(s -> s.setSendID(ann), 1, 2))).containsExactly("m1", "m2");
    assertThat(texts(search(s -> s.setSendID(ann), 3, 2))).containsExactly("m5");
    assertThat(search(s -> s.setSendID(ann), 3, 2).getChatLogsNum()).isEqualTo(5);
    for (int[] nothing : new int[][] {{4, 2}, {1, 0}, {0, 2}}) {
      SearchMessageResp found = search(s -> s.setSendID(ann), nothing[0], nothing[1]);
      assertThat(found.getChatLogsCount()).isZero();
      assertThat(found.getChatLogsNum()).isEqualTo(5);
    }
  }

  @Test
  void aReceiversMessagesAreFoundThoughHeNeverReadOne() {
    annWritesToBob(2);
    store("si_" + bob + "_" + eve, from(eve).setRecvID(bob).setContent(text("e")).build());
    store("si_" + bob + "_" + eve, from(bob).setRecvID(eve).setContent(text("b")).build());
    assertThat(texts(search(s -> s.setRecvID(bob), 1, 10)))
        .containsExactlyInAnyOrder("m1", "m2", "e");
    assertThat(texts(search(s -> s.setRecvID(bob).setSendID(eve), 1, 10))).containsExactly("e");
    assertThat(search(s -> s.setRecvID(ann + ".*"), 1, 10).getChatLogsNum()).isZero();
  }

  @Test
  void aGroupIsAReceiverAndIsDescribed() {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    writeToGroup(groupID, ann);
    SearchMessageResp found = search(s -> s.setRecvID(groupID), 1, 10);
    ChatLog log = found.getChatLogs(0).getChatLog();
    assertThat(log.getRecvID()).isEqualTo(groupID);
    assertThat(log.getGroupName()).isEqualTo("name of " + groupID);
    assertThat(log.getSenderFaceURL()).isEqualTo("face of " + groupID);
    assertThat(log.getGroupMemberCount()).isEqualTo(2);
    assertThat(log.getSenderNickname()).isEqualTo("name of " + ann);
    assertThat(search(s -> s.setSendID(ann).setSessionType(3), 1, 10).getChatLogsNum()).isOne();
    assertThat(search(s -> s.setSendID(ann).setSessionType(1), 1, 10).getChatLogsNum()).isZero();
    peers.groups.remove(groupID);
    assertThat(search(s -> s.setRecvID(groupID), 1, 10).getChatLogs(0).getChatLog().getGroupName())
        .isEmpty();
  }

  @Test
  void aDayAndATypeNarrowIt() {
    annWritesToBob(1);
    store(
        pair,
        from(ann)
            .setRecvID(bob)
            .setContentType(110)
            .setSendTime(IN_2017)
            .setSenderNickname("Own Name")
            .setContent(text("card"))
            .build());
    SearchMessageResp found = search(s -> s.setSendID(ann).setSendTime("2017-07-14"), 1, 10);
    assertThat(texts(found)).containsExactly("card");
    assertThat(found.getChatLogs(0).getChatLog().getSenderNickname()).isEqualTo("Own Name");
    assertThat(found.getChatLogs(0).getChatLog().getRecvNickname()).isEqualTo("name of " + bob);
    assertThat(search(s -> s.setSendID(ann).setSendTime("2017-07-15"), 1, 10).getChatLogsNum())
        .isZero();
    assertThat(texts(search(s -> s.setSendID(ann).setContentType(110), 1, 10)))
        .containsExactly("card");
    assertRefused(
        ErrorCode.ARGS, () -> search(s -> s.setSendID(ann).setSendTime("14.07.2017"), 1, 10));
  }

  @Test
  void withoutAUserAllChatsAreLookedThrough() {
    annWritesToBob(1);
    long type = 400 + System.identityHashCode(run) % 100_000;
    for (String id : List.of(pair, "sg_" + run + "g", "sn_" + pair, "n_" + pair)) {
      store(
          id,
          from(ann)
              .setRecvID(bob)
              .setContentType((int) type)
              .setContent(text(id.substring(0, 2)))
              .build());
    }
    SearchMessageResp found = search(s -> s.setContentType((int) type), 1, 10);
    assertThat(texts(found)).containsExactlyInAnyOrder("si", "sg");
    assertThat(search(_ -> {}, 1, 1).getChatLogsNum()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void revokedOnesAreMarkedAndErasedOnesAreGone() {
    annWritesToBob(3);
    history.revoke(pair, 2, new Revoke(0, ann, "", 1));
    history.erase(pair, List.of(1L));
    history.deleteFor(bob, pair, List.of(3L));
    SearchMessageResp found = search(s -> s.setSendID(ann), 1, 10);
    assertThat(texts(found)).containsExactly("m2", "m3");
    assertThat(found.getChatLogsList())
        .extracting(SearchChatLog::getIsRevoked)
        .containsExactly(true, false);
  }

  @Test
  void resultsReachOverManyDocuments() {
    annWritesToBob(1_150);
    assertThat(texts(search(s -> s.setSendID(ann), 115, 10))).endsWith("m1149", "m1150");
    assertThat(search(s -> s.setRecvID(bob), 1, 1000).getChatLogsCount()).isEqualTo(1_000);
  }

  @Test
  void onlyAnAppAdminSearchesAndNotEverythingAtOnce() {
    annWritesToBob(1);
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () -> as(ann, () -> stub.searchMessage(request(s -> s.setSendID(ann), 1, 10))));
    assertRefused(ErrorCode.ARGS, () -> search(s -> s.setSendID(ann), 1, 1_001));
  }

  private static SearchMessageReq request(
      Consumer<SearchMessageReq.Builder> filter, int page, int size) {
    SearchMessageReq.Builder request =
        SearchMessageReq.newBuilder()
            .setPagination(RequestPagination.newBuilder().setPageNumber(page).setShowNumber(size));
    filter.accept(request);
    return request.build();
  }

  private static SearchMessageResp search(
      Consumer<SearchMessageReq.Builder> filter, int page, int size) {
    return as(TestServices.ADMIN, () -> stub.searchMessage(request(filter, page, size)));
  }

  private static List<String> texts(SearchMessageResp found) {
    return found.getChatLogsList().stream()
        .map(log -> log.getChatLog().getContent())
        .map(content -> content.substring("{\"content\":\"".length(), content.length() - 2))
        .toList();
  }
}
