package im.common.rpc.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import im.common.error.ImException;
import im.common.rpc.validation.RuleTable.Row;
import im.proto.conversation.GetPinnedConversationIDsReq;
import im.proto.group.MuteGroupMemberReq;
import im.proto.msg.GetServerTimeReq;
import im.proto.msg.SendMsgReq;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.relation.getPaginationFriendsReq;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RequestPagination;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getPaginationUsersReq;
import im.proto.user.updateNotificationAccountInfoReq;
import im.proto.user.updateUserInfoExReq;
import im.proto.user.userRegisterReq;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RequestValidatorTest {

  private final Clock clock = Clock.fixed(Instant.parse("2026-11-24T06:00:00Z"), ZoneOffset.UTC);
  private final List<Row> table = RuleTable.rows();
  private final RequestValidator validator = new RequestValidator(clock, table);
  private final Samples samples = new Samples(table, clock.millis());

  @TestFactory
  Stream<DynamicTest> everyRuleRefusesABadMessageAndPassesAGoodOne() {
    return table.stream()
        .map(row ->
            DynamicTest.dynamicTest(
                row.toString(),
                () -> {
                  Descriptor type = RequestValidator.descriptor(row.message());
                  String field = row.field().replace("[]", "[0]");
                  String expected = "(expected: " + Rule.parse(ruleOf(row), clock).expected();
                  assertThatCode(() -> checkAll(samples.good(type))).doesNotThrowAnyException();
                  assertThat(samples.bad(type, row))
                      .isNotEmpty()
                      .allSatisfy(bad -> refused(bad, field + ": ", expected));
                }));
  }

  @Test
  void everyMessageOfTheTableIsARequestOrPartOfOne() {
    List<String> requests =
        RequestValidator.FILES.stream()
            .flatMap(file -> file.getServices().stream())
            .flatMap(service -> service.getMethods().stream())
            .map(method -> method.getInputType().getFullName())
            .toList();

    assertThat(table)
        .extracting(Row::message)
        .filteredOn(message -> !requests.contains(message))
        .containsOnly("openim.sdkws.MsgData");
  }

  @Test
  void theTextNamesFieldValueAndExpectation() {
    refused(
        getPaginationFriendsReq
            .newBuilder()
            .setUserID("u")
            .setPagination(RequestPagination.newBuilder().setPageNumber(-1))
            .build(),
        "pagination.pageNumber: -1 (expected: at least 1)");
    refused(getPaginationUsersReq.getDefaultInstance(), "pagination: absent (expected: present)");
    refused(
        userRegisterReq
            .newBuilder()
            .addUsers(UserInfo.newBuilder().setUserID("a").setNickname("A"))
            .addUsers(UserInfo.newBuilder().setUserID("b:c").setNickname("B"))
            .build(),
        "users[1].userID: \"b:c\" (expected: letters, digits and _ only)");
    refused(
        SendMsgReq.newBuilder().setMsgData(MsgData.newBuilder().setSendID("u")).build(),
        "msgData.content: 0 bytes (expected: not empty)");
  }

  @Test
  void theFirstBrokenRuleWins() {
    refused(MuteGroupMemberReq.getDefaultInstance(), "groupID: \"\" (expected: not empty)");
  }

  @Test
  void conditionsLookAtTheNeighbour() {
    MsgData.Builder message =
        MsgData.newBuilder().setSendID("u").setContent(ByteString.copyFromUtf8("{}"));

    passes(send(message.setSessionType(4).setContentType(1400)));
    passes(send(message.setSessionType(1).setContentType(101)));
    refused(
        send(message.setSessionType(1).setContentType(1400)),
        "msgData.sessionType: 1 (expected: 4)");
    refused(
        send(message.setSessionType(4).setContentType(101)),
        "msgData.contentType: 101 (expected: 1400)");
    passes(updateNotificationAccountInfoReq.newBuilder().setUserID("u").setNickName("n").build());
    refused(updateNotificationAccountInfoReq.newBuilder().setUserID("u").build(), "faceURL: \"\"");
  }

  @Test
  void absentWrappersAreNotChecked() {
    updateUserInfoExReq.Builder request = updateUserInfoExReq.newBuilder();
    request.getUserInfoBuilder().setUserID("u");
    passes(request.build());

    request.getUserInfoBuilder().getGlobalRecvMsgOptBuilder().setValue(3);
    refused(request.build(), "userInfo.globalRecvMsgOpt.value: 3 (expected: 0..2)");
  }

  @Test
  void unsignedNumbersAreNotNegative() {
    passes(
        MuteGroupMemberReq.newBuilder()
            .setGroupID("g")
            .setUserID("u")
            .setMutedSeconds((int) 4_000_000_000L)
            .build());
  }

  @Test
  void noListIsWithoutAnEnd() {
    getDesignateUsersReq.Builder users = getDesignateUsersReq.newBuilder();
    users.addAllUserIDs(Collections.nCopies(RequestValidator.MAX_ENTRIES, "u"));
    passes(users.build());
    refused(
        users.addUserIDs("u").build(), "userIDs: 50001 entries (expected: at most 50000 entries)");
  }

  @Test
  void noIdIsWithoutAnEnd() {
    getDesignateUsersReq.Builder users = getDesignateUsersReq.newBuilder();
    passes(users.addUserIDs("u".repeat(IdLengths.MAX_BYTES)).build());
    refused(
        users.addUserIDs("\u00fc".repeat(301)).build(),
        "userIDs: 602 bytes (expected: at most 600)");
    refused(
        userRegisterReq
            .newBuilder()
            .addUsers(UserInfo.newBuilder().setUserID("b".repeat(601)).setNickname("b"))
            .build(),
        "users.userID: 601 bytes (expected: at most 600)");
  }

  @Test
  void whoFansOutIsToldOfEverybody() {
    OnlineBatchPushOneMsgReq.Builder push = OnlineBatchPushOneMsgReq.newBuilder();
    push.mergeFrom(samples.good(push.getDescriptorForType()));
    passes(
        push.addAllPushToUserIDs(Collections.nCopies(RequestValidator.MAX_ENTRIES + 1, "u"))
            .build());
  }

  @Test
  void typesWithoutRulesPass() {
    passes(GetServerTimeReq.getDefaultInstance());
  }

  @Test
  void aRowThatFitsNothingStopsTheStart() {
    broken("openim.user.nobodyReq", "userID", "nonempty", "message: openim.user.nobodyReq");
    broken("openim.user.getUserStatusReq", "nothing", "nonempty", "field: nothing");
    broken("openim.user.getUserStatusReq", "userID", "shiny", "rule: shiny");
    broken("openim.user.getUserStatusReq", "userID", "min 1", "does not fit");
    broken("openim.user.getUserStatusReq", "userIDs", "id-alphabet", "does not fit");
    broken("openim.user.getUserStatusReq", "userID", "when nobody=1 nonempty", "does not fit");
    broken("openim.user.getUserStatusReq", "userID[]", "nonempty", "expected: a list");
    broken("openim.user.getUserStatusReq", "userID.x", "nonempty", "expected: a message");
  }

  @Test
  void whatOnlyAnAdministratorCanLeaveOutIsLookedAtAfterPermission() {
    Message request = GetPinnedConversationIDsReq.getDefaultInstance();

    passes(request);
    assertThatExceptionOfType(ImException.class)
        .isThrownBy(() -> validator.checkPermitted(request))
        .satisfies(e -> assertThat(e.detail()).startsWith("userID: "));
  }

  private static String ruleOf(Row row) {
    return row.rule().replace("permitted ", "");
  }

  private void checkAll(Message request) {
    validator.check(request);
    validator.checkPermitted(request);
  }

  private void broken(String message, String field, String rule, String text) {
    assertThatIllegalStateException()
        .isThrownBy(() -> new RequestValidator(clock, List.of(new Row(message, field, rule))))
        .withMessageContaining(text);
  }

  private static SendMsgReq send(MsgData.Builder message) {
    return SendMsgReq.newBuilder().setMsgData(message).build();
  }

  private void passes(Message request) {
    assertThatCode(() -> validator.check(request)).doesNotThrowAnyException();
  }

  private void refused(Message request, String... texts) {
    assertThatExceptionOfType(ImException.class)
        .isThrownBy(() -> checkAll(request))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(1001);
          assertThat(e.detail()).startsWith(texts[0]).contains(texts);
        });
  }
}
