package im.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import im.api.ApiFixture.Answer;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.rpc.Replies;
import im.common.rpc.ServiceName;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.SendSimpleMsgReq;
import im.proto.msg.SendSimpleMsgResp;
import im.proto.msg.SetSendMsgStatusReq;
import im.proto.msg.SetSendMsgStatusResp;
import im.proto.msg.msgGrpc.msgImplBase;
import im.proto.sdkws.MsgData;
import im.proto.user.getNotificationAccountReq;
import im.proto.user.getNotificationAccountResp;
import im.proto.user.userGrpc.userImplBase;
import io.grpc.stub.StreamObserver;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The routes that send messages (`reference/rest-api.md` 4.1 to 4.4).
class MessageRoutesTest {
  private static final String SEND = "/msg/send_msg";
  private static final String ADMIN = "imAdmin";
  private static final List<MsgData> sent = new CopyOnWriteArrayList<>();
  private static final List<String> remembered = new CopyOnWriteArrayList<>();

  private static ApiFixture api;

  private static final class Messages extends msgImplBase {
    @Override
    public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
      MsgData message = request.getMsgData();
      if (message.getRecvID().equals("nobody")) {
        throw ErrorCode.RECORD_NOT_FOUND.bare();
      }
      sent.add(message);
      SendMsgResp.Builder response =
          SendMsgResp.newBuilder()
              .setServerMsgID("s1")
              .setClientMsgID(message.getClientMsgID())
              .setSendTime(7);
      if (message.getEx().equals("modify")) {
        response.setModify(
            MsgData.newBuilder()
                .setContent(ByteString.copyFromUtf8("new"))
                .setServerMsgID("x")
                .addAtUserIDList("u"));
      }
      Replies.reply(out, response.build());
    }

    @Override
    public void sendSimpleMsg(SendSimpleMsgReq request, StreamObserver<SendSimpleMsgResp> out) {
      sent.add(request.getMsgData());
      Replies.reply(
          out, SendSimpleMsgResp.newBuilder().setServerMsgID("s1").setSendTime(7).build());
    }

    @Override
    public void setSendMsgStatus(
        SetSendMsgStatusReq request, StreamObserver<SetSendMsgStatusResp> out) {
      remembered.add(RequestContext.current().operationID() + "=" + request.getStatus());
      Replies.reply(out, SetSendMsgStatusResp.getDefaultInstance());
    }
  }

  private static final class Users extends userImplBase {
    @Override
    public void getNotificationAccount(
        getNotificationAccountReq request, StreamObserver<getNotificationAccountResp> out) {
      if (!request.getUserID().equals("news")) {
        throw ErrorCode.NO_PERMISSION.bare();
      }
      Replies.reply(out, getNotificationAccountResp.getDefaultInstance());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
    api.serve(ServiceName.USER, new Users());
    api.serve(ServiceName.MSG, new Messages());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void forget() {
    sent.clear();
    remembered.clear();
  }

  private static String message(int contentType, String content, String more) {
    return "{\"sendID\":\"a\",\"recvID\":\"b\",\"sessionType\":1,\"contentType\":%d,\"content\":%s%s}"
        .formatted(contentType, content, more);
  }

  private static Answer send(int contentType, String content, String more) throws Exception {
    return api.post(SEND, message(contentType, content, more), ADMIN);
  }

  @Test
  void aMessageIsSentAndItsSuccessRemembered() throws Exception {
    Answer answer = send(101, "{\"content\":\"hi\"}", "");
    assertThat(answer.text())
        .matches(
            "\\{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\",\"data\":\\{\"serverMsgID\":\"s1\","
                + "\"clientMsgID\":\"[0-9a-f]{32}\",\"sendTime\":7\\}\\}");
    MsgData message = sent.getFirst();
    assertThat(message.getSendID()).isEqualTo("a");
    assertThat(message.getRecvID()).isEqualTo("b");
    assertThat(message.getMsgFrom()).isEqualTo(200);
    assertThat(message.getCreateTime()).isEqualTo(ApiFixture.NOW.toEpochMilli());
    assertThat(message.getContent().toStringUtf8()).isEqualTo("{\"content\":\"hi\"}");
    assertThat(message.getOptionsMap()).isEmpty();
    assertThat(remembered).containsExactly("op-1=2");
  }

  @Test
  void everyFieldOfTheRequestReachesTheMessage() throws Exception {
    send(
        101,
        "{\"content\":\"hi\"}",
        ",\"ex\":\"e\",\"isOnlineOnly\":true,\"notOfflinePush\":true,\"sendTime\":5,"
            + "\"senderNickname\":\"n\",\"senderFaceURL\":\"f\",\"senderPlatformID\":7,"
            + "\"offlinePushInfo\":{\"title\":\"t\",\"iOSBadgeCount\":true}");
    MsgData message = sent.getFirst();
    assertThat(message.getOptionsMap())
        .containsOnlyKeys(
            "history", "persistent", "senderSync", "conversationUpdate", "offlinePush")
        .doesNotContainValue(true);
    assertThat(message.getEx()).isEqualTo("e");
    assertThat(message.getSendTime()).isEqualTo(5);
    assertThat(message.getSenderNickname()).isEqualTo("n");
    assertThat(message.getSenderFaceURL()).isEqualTo("f");
    assertThat(message.getSenderPlatformID()).isEqualTo(7);
    assertThat(message.getOfflinePushInfo().getTitle()).isEqualTo("t");
    assertThat(message.getOfflinePushInfo().getIOSBadgeCount()).isTrue();
  }

  @Test
  void contentIsWrittenAnewWithSortedKeysAndFloatingPoint() throws Exception {
    send(101, "{\"z\":null,\"content\":5,\"b\":{\"y\":1.50,\"x\":[1e21,9007199254740993]}}", "");
    assertThat(sent.getFirst().getContent().toStringUtf8())
        .isEqualTo("{\"b\":{\"x\":[1e+21,9007199254740992],\"y\":1.5},\"content\":5,\"z\":null}");
  }

  @Test
  void changesOfAWebhookAreShown() throws Exception {
    Answer answer = send(101, "{\"content\":\"hi\"}", ",\"ex\":\"modify\"");
    assertThat(answer.json().at("/data/modify").toString())
        .isEqualTo("{\"content\":\"new\",\"atUserIDList\":[\"u\"]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"sendID\":5}",
        "{\"recvID\":\"b\",\"sessionType\":1,\"contentType\":101,\"content\":{}}",
        "{\"sendID\":\"a\",\"sessionType\":1,\"contentType\":101,\"content\":{}}",
        "{\"sendID\":\"a\",\"sessionType\":3,\"contentType\":101,\"content\":{}}",
        "{\"sendID\":\"a\",\"recvID\":\"b\",\"contentType\":101,\"content\":{}}",
        "{\"sendID\":\"a\",\"recvID\":\"b\",\"sessionType\":1,\"content\":{}}",
        "{\"sendID\":\"a\",\"recvID\":\"b\",\"sessionType\":1,\"contentType\":\"101\",\"content\":{}}",
        "{\"sendID\":\"a\",\"recvID\":\"b\",\"sessionType\":1,\"contentType\":101}",
        "{\"sendID\":\"a\",\"recvID\":\"b\",\"sessionType\":1,\"contentType\":101,\"content\":null}",
        "{\"sendID\":\"a\",\"recvID\":\"b\",\"sessionType\":1,\"contentType\":101,\"content\":\"x\"}",
        "{\"sendID\":\"a\",\"recvID\":\"b\",\"sessionType\":1,\"contentType\":101,\"content\":[]}"
      })
  void aBodyThatDoesNotFitIsStatus400(String body) throws Exception {
    Answer answer = api.post(SEND, body, ADMIN);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errCode()).isEqualTo(1001);
    assertThat(answer.json().get("errDlt").textValue()).isNotEmpty();
    assertThat(sent).isEmpty();
  }

  @Test
  void onlyAnAppAdminMaySend() throws Exception {
    Answer answer = api.post(SEND, message(101, "{\"content\":\"hi\"}", ""), "u1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.errCode()).isEqualTo(1002);
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {107, 111, 113, 1501, 2001, 999})
  void otherContentTypesAreRefused(int contentType) throws Exception {
    assertThat(send(contentType, "{\"content\":\"hi\"}", "").text())
        .isEqualTo("{\"errCode\":1001,\"errMsg\":\"ArgsError\",\"errDlt\":\"\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "101|{}",
        "101|{'content':{'a':1}}",
        "102|{'sourcePicture':{'url':'u'}}",
        "103|{'sourceUrl':'u'}",
        "103|{'sourceUrl':'u','duration':-1}",
        "105|{'sourceUrl':'u','fileSize':1}",
        "105|{'sourceUrl':{'a':1},'fileName':'f','fileSize':1}",
        "105|{'sourceUrl':'u','fileName':'f','fileSize':'x'}",
        "106|{'text':'@x'}",
        "110|{'description':'x'}",
        "114|{'quoteMessage':{'pictureElem':{}}}",
        "118|{'content':''}"
      })
  void contentThatDoesNotFitIsRefused(int contentType, String content) throws Exception {
    Answer answer = send(contentType, content.replace('\'', '"'), "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.errCode()).isEqualTo(500);
    assertThat(answer.json().get("errDlt").textValue()).startsWith("content.");
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "102|{'sourcePicture':#,'bigPicture':#,'snapshotPicture':#}",
        "103|{'sourceUrl':'u','duration':'1'}",
        "104|{'videoUrl':'v','videoType':'t','videoSize':1,'duration':1,'snapshotUrl':'s',"
            + "'snapshotWidth':1,'snapshotHeight':1}",
        "105|{'SOURCEURL':'u','fileName':5,'fileSize':'1'}",
        "106|{'atUserList':[]}",
        "110|{'data':'d'}",
        "114|{'text':'t','quoteMessage':{'content':'c','seq':1}}",
        "118|{'content':true}"
      })
  void contentThatFitsLooselyIsSent(int contentType, String content) throws Exception {
    String json =
        content.replace("#", "{'url':'u','type':'t','width':1,'height':1}").replace('\'', '"');
    assertThat(send(contentType, json, "").errCode()).isZero();
  }

  @Test
  void atMessagesNameTheirReceivers() throws Exception {
    send(106, "{\"atUserList\":[\"x\",\"y\"],\"text\":\"@\"}", "");
    assertThat(sent.getFirst().getAtUserIDListList()).containsExactly("x", "y");
    var many = "[\"x\"" + ",\"x\"".repeat(1000) + "]";
    assertThat(send(106, "{\"atUserList\":" + many + "}", "").errCode()).isEqualTo(500);
  }

  @Test
  void officialNotificationsComeFromOfficialAccounts() throws Exception {
    String content =
        "{\"notificationName\":\"n\",\"notificationType\":1,\"text\":\"t\",\"mixType\":%d}";
    String body = message(1400, content.formatted(5), "").replace("\"a\"", "\"news\"");
    assertThat(api.post(SEND, body, ADMIN).errCode()).isZero();
    assertThat(sent.getFirst().getSessionType()).isEqualTo(4);
    assertThat(sent.getFirst().getContent().toStringUtf8())
        .startsWith("{\"detail\":\"{\\\"mixType\\\":5,");
    assertThat(send(1400, content.formatted(1), "").errCode()).isEqualTo(1002);
    assertThat(api.post(SEND, body.replace(":5}", ":6}"), ADMIN).errCode()).isEqualTo(500);
  }

  @Test
  void aBusinessNotificationSaysHowItIsKept() throws Exception {
    String path = "/msg/send_business_notification";
    String body =
        "{\"key\":\"k\",\"data\":\"{}\",\"sendUserID\":\"a\",\"recvGroupID\":\"g\","
            + "\"reliabilityLevel\":2,\"sendMsg\":true}";
    assertThat(api.post(path, body, ADMIN).errCode()).isZero();
    MsgData message = sent.getFirst();
    assertThat(message.getSessionType()).isEqualTo(3);
    assertThat(message.getContentType()).isEqualTo(2001);
    assertThat(message.getContent().toStringUtf8())
        .isEqualTo("{\"detail\":\"{\\\"key\\\":\\\"k\\\",\\\"data\\\":\\\"{}\\\"}\"}");
    assertThat(message.getOptionsMap())
        .hasSize(11)
        .containsEntry("history", true)
        .containsEntry("persistent", true)
        .containsEntry("isSendMsg", true)
        .containsEntry("unreadCount", true)
        .containsEntry("senderSync", true)
        .containsEntry("isNotNotification", false);
    assertThat(api.post(path, body.replace("\"a\"", "\"\""), ADMIN).status()).isEqualTo(400);
    assertThat(api.post(path, body.replace("recvGroupID", "x"), ADMIN).errCode()).isEqualTo(1001);
    assertThat(api.post(path, body, "u1").errCode()).isEqualTo(1002);
  }

  @Test
  void aSimpleMessageGoesTheOtherWay() throws Exception {
    Answer answer =
        api.post(simple("{\"sendID\":\"u1\",\"recvID\":\"bot\"}"), "{\"content\":\"x\"}", ADMIN);
    assertThat(answer.errCode()).isZero();
    MsgData message = sent.getFirst();
    assertThat(message.getSendID()).isEqualTo("bot");
    assertThat(message.getRecvID()).isEqualTo("u1");
    assertThat(message.getContentType()).isEqualTo(118);
    assertThat(message.getContent().toStringUtf8()).isEqualTo("{\"Content\":\"x\"}");
    assertThat(remembered).containsExactly("op-1=2");
  }

  @Test
  void aSimpleMessageIntoAGroupNamesItsSender() throws Exception {
    String path = simple("{\"sendID\":\"u1\",\"groupID\":\"g\"}");
    assertThat(api.post(path, "{\"content\":\"x\"}", ADMIN).errCode()).isEqualTo(1001);
    assertThat(api.post(path, "{\"content\":\"x\",\"sendID\":\"s\"}", ADMIN).errCode()).isZero();
    assertThat(sent.getFirst().getGroupID()).isEqualTo("g");
    assertThat(sent.getFirst().getSendID()).isEqualTo("s");
    assertThat(sent.getFirst().getSessionType()).isEqualTo(3);
  }

  @Test
  void aSimpleMessageNeedsAKey() throws Exception {
    Answer answer = api.post("/msg/send_simple_msg", "{\"content\":\"x\"}", ADMIN);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.errCode()).isEqualTo(1001);
    assertThat(api.post("/msg/send_simple_msg?key=%21", "{\"content\":\"x\"}", ADMIN).errCode())
        .isEqualTo(1001);
    assertThat(api.post("/msg/send_simple_msg", "{}", ADMIN).status()).isEqualTo(400);
  }

  private static String simple(String key) {
    return "/msg/send_simple_msg?key="
        + URLEncoder.encode(
            Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)),
            StandardCharsets.UTF_8);
  }
}
