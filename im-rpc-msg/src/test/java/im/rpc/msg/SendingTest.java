package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import im.common.error.ErrorCode;
import im.common.testing.TestServices;
import im.proto.msg.SendMsgReq;
import im.proto.sdkws.MsgData;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendingTest extends MsgTestBed {
  @Test
  void typingIsNeverKept() {
    send(ann, from(ann).setRecvID(bob).setContentType(113).setContent(text("...")));
    send(
        ann,
        from(ann)
            .setRecvID(bob)
            .setContentType(113)
            .setContent(text("..."))
            .putOptions("history", true));
    assertThat(sent(113)).hasSize(2);
    assertThat(sent(113))
        .allSatisfy(message -> assertThat(message.getOptionsMap()).containsEntry("history", false));
  }

  @Test
  void intoAGroupOnlyItsMembersWrite() {
    String groupID = group(Map.of(ann, OWNER));
    MsgData.Builder message =
        from(eve).setGroupID(groupID).setSessionType(3).setContent(text("hi"));
    assertRefused(ErrorCode.NOT_IN_GROUP_YET, () -> send(eve, message));
    assertRefused(ErrorCode.NOT_IN_GROUP_YET, () -> send(eve, message.setContentType(1501)));
    assertThat(sent(101)).isEmpty();
    assertThat(sent(1501)).isEmpty();
  }

  @Test
  void intoAGroupThatIsNotThereNobodyWrites() {
    assertRefused(
        ErrorCode.RECORD_NOT_FOUND,
        () ->
            send(ann, from(ann).setGroupID("none" + run).setSessionType(3).setContent(text("hi"))));
  }

  @Test
  void aMemberSendsNoNotificationThatNamesItsReceivers() {
    String groupID = group(Map.of(ann, OWNER));
    for (int kind : new int[] {1504, 1508, 1509, 1510}) {
      assertRefused(
          ErrorCode.NO_PERMISSION,
          () ->
              send(
                  ann,
                  from(ann)
                      .setGroupID(groupID)
                      .setSessionType(3)
                      .setContentType(kind)
                      .setContent(text("hi"))));
      assertThat(sent(kind)).isEmpty();
    }
  }

  @Test
  void theSessionOfAccountsIsForTheirNotices() {
    assertRefused(
        ErrorCode.ARGS,
        () -> send(ann, from(ann).setRecvID(bob).setSessionType(4).setContent(text("hi"))));
    assertRefused(
        ErrorCode.ARGS,
        () -> send(ann, from(ann).setRecvID(bob).setContentType(1400).setContent(text("hi"))));
    assertRefused(ErrorCode.ARGS, () -> send(ann, from(ann).setRecvID(bob)));
  }

  @Test
  void officialNoticesComeFromOfficialAccounts() {
    peers.blacks.add(bob + " " + ann);
    assertRefused(ErrorCode.NO_PERMISSION, () -> send(ann, notice(ann).setRecvID(bob)));
    assertRefused(
        ErrorCode.RECORD_NOT_FOUND, () -> send("nobody", notice("nobody").setRecvID(bob)));
    assertThat(sent(1400)).isEmpty();

    peers.levels.put(eve, 3);
    send(eve, notice(eve).setRecvID(bob));
    send(TestServices.ADMIN, notice(ann).setRecvID(bob));
    assertThat(sent(1400)).extracting(MsgData::getSendID).containsExactly(eve, ann);
  }

  @Test
  void anOfficialNoticeHasAReceiver() {
    peers.levels.put(eve, 3);
    for (String caller : List.of(eve, TestServices.ADMIN)) {
      assertRefused(ErrorCode.ARGS, () -> send(caller, notice(eve)));
      assertRefused(ErrorCode.ARGS, () -> send(caller, notice(eve).setGroupID(run + "group")));
    }
    assertThat(sent(1400)).isEmpty();
  }

  @Test
  void aMessageThatNoStageCouldPassOnIsRefused() {
    annWritesToBob(0);
    assertRefused(
        ErrorCode.ARGS,
        () -> send(ann, from(ann).setRecvID(bob).setContent(text("x".repeat(150_000)))));
    assertThat(sent(101)).isEmpty();
    send(ann, from(ann).setRecvID(bob).setContent(text("x".repeat(149_000))));
    assertThat(sent(101)).hasSize(1);
  }

  @Test
  void aMessageThatCannotBeStoredAsItIsIsRefused() {
    annWritesToBob(0);
    MsgData.Builder hi = from(ann).setRecvID(bob).setContent(text("hi"));
    for (String name : List.of("a\u0000", "", "a.b", "$set", "x".repeat(65))) {
      assertRefused(ErrorCode.ARGS, () -> send(ann, hi.clone().putOptions(name, true)));
    }
    assertRefused(
        ErrorCode.ARGS,
        () -> send(ann, hi.clone().addAllAtUserIDList(Collections.nCopies(20_000, ""))));
    assertRefused(
        ErrorCode.ARGS,
        () -> send(ann, hi.clone().setContent(ByteString.copyFrom(new byte[] {(byte) 0xff, 1}))));
    assertThat(sent(101)).isEmpty();
    send(ann, hi.clone().putOptions("unreadCount", true).addAtUserIDList("Bob"));
    assertThat(sent(101)).hasSize(1);
  }

  @Test
  void anAdminWritesForAnybody() {
    annWritesToBob(0);
    send(TestServices.ADMIN, from(ann).setRecvID(bob).setContent(text("hi")));
    assertThat(sent(101)).extracting(MsgData::getSendID).isEqualTo(List.of(ann));
    assertRefused(
        ErrorCode.NO_PERMISSION, () -> send(eve, from(ann).setRecvID(bob).setContent(text("hi"))));
  }

  @Test
  void nobodyForgesWhatTheServerTellsOfConversations() {
    String groupID = group(Map.of(ann, OWNER));
    for (int kind : new int[] {1703, 1704, 2101, 2102}) {
      MsgData.Builder forged =
          from(ann)
              .setContentType(kind)
              .setContent(text("{}"))
              .putOptions("isNotNotification", false);
      assertRefused(ErrorCode.NO_PERMISSION, () -> send(ann, forged.clone().setRecvID(bob)));
      assertRefused(
          ErrorCode.NO_PERMISSION,
          () -> send(ann, forged.clone().setGroupID(groupID).setSessionType(3)));
      assertThat(sent(kind)).isEmpty();
    }
  }

  @Test
  void anIdWithBracesNamesNoReceiver() {
    assertRefused(
        ErrorCode.ARGS,
        () ->
            send(
                ann,
                from(ann)
                    .setRecvID("x}" + run)
                    .setContent(text("hi"))
                    .putOptions("isNotNotification", false)));
  }

  private static MsgData.Builder notice(String sender) {
    return from(sender).setSessionType(4).setContentType(1400).setContent(text("read me"));
  }

  private static void send(String caller, MsgData.Builder message) {
    as(caller, () -> stub.sendMsg(SendMsgReq.newBuilder().setMsgData(message).build()));
  }
}
