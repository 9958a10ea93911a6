package im.api;

import static org.assertj.core.api.Assertions.assertThat;

import im.api.ApiFixture.Answer;
import im.common.error.ErrorCode;
import im.common.rpc.Replies;
import im.common.rpc.ServiceName;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.msgGrpc.msgImplBase;
import im.proto.sdkws.MsgData;
import im.proto.user.getAllUserIDReq;
import im.proto.user.getAllUserIDResp;
import im.proto.user.userGrpc.userImplBase;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One message to many (`reference/rest-api.md` 4.2).
class BatchSendTest {
  private static final List<MsgData> sent = new CopyOnWriteArrayList<>();
  private static final AtomicInteger underWay = new AtomicInteger();
  private static final AtomicInteger mostAtOnce = new AtomicInteger();
  private static final CyclicBarrier pair = new CyclicBarrier(2);

  private static ApiFixture api;

  /// Nobody can be written to whose id is "nobody"; the two of a pair are answered when both are
  /// there.
  private static final class Messages extends msgImplBase {
    @Override
    public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
      MsgData message = request.getMsgData();
      if (message.getRecvID().equals("nobody")) {
        throw ErrorCode.RECORD_NOT_FOUND.bare();
      }
      mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      if (message.getRecvID().startsWith("pair")) {
        meet();
      }
      sent.add(message);
      underWay.decrementAndGet();
      Replies.reply(out, SendMsgResp.newBuilder().setClientMsgID(message.getClientMsgID()).build());
    }

    private static void meet() {
      try {
        pair.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new AssertionError("the other one did not come", e);
      }
    }
  }

  /// A full page and one more.
  private static final class Users extends userImplBase {
    @Override
    public void getAllUserID(getAllUserIDReq request, StreamObserver<getAllUserIDResp> out) {
      var page = getAllUserIDResp.newBuilder();
      int number = request.getPagination().getPageNumber();
      int size = number == 1 ? request.getPagination().getShowNumber() : 1;
      for (int i = 0; i < size; i++) {
        page.addUserIDs("p" + number + "-" + i);
      }
      Replies.reply(out, page.build());
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
  }

  @Test
  void aBatchGoesOnAfterAFailure() throws Exception {
    Answer answer = send("\"recvIDs\":[\"x\",\"nobody\",\"y\"]");
    assertThat(answer.json().at("/data/results").findValuesAsText("recvID"))
        .containsExactly("x", "y");
    assertThat(answer.json().at("/data/failedUserIDs").toString()).isEqualTo("[\"nobody\"]");
    assertThat(sent.stream().map(MsgData::getClientMsgID).distinct()).hasSize(1);
  }

  @Test
  void aBatchNeedsAListEvenToAll() throws Exception {
    assertThat(send("\"recvIDs\":[]").text())
        .endsWith("\"data\":{\"results\":null,\"failedUserIDs\":null}}");
    assertThat(send("\"isSendAll\":true").status()).isEqualTo(400);
    assertThat(send("\"isSendAll\":true,\"recvIDs\":[]").errCode()).isZero();
    assertThat(sent).hasSize(5_001);
  }

  @Test
  void aBatchIsSentSomeAtATimeAndAnsweredInOrder() throws Exception {
    List<String> receivers = new ArrayList<>(List.of("pair1", "pair2"));
    IntStream.range(0, 100).forEach(i -> receivers.add(i % 10 == 3 ? "nobody" : "r" + i));
    String ids = receivers.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
    Answer answer = send("\"recvIDs\":" + ids);

    assertThat(answer.json().at("/data/results").findValuesAsText("recvID"))
        .isEqualTo(receivers.stream().filter(id -> !id.equals("nobody")).toList());
    assertThat(answer.json().at("/data/failedUserIDs")).hasSize(10);
    assertThat(mostAtOnce.get()).isBetween(2, 16);
  }

  private static Answer send(String receivers) throws Exception {
    String body =
        "{\"sendID\":\"a\",\"contentType\":101,\"sessionType\":1,"
            + "\"content\":{\"content\":\"hi\"},"
            + receivers
            + "}";
    return api.post("/msg/batch_send_msg", body, "imAdmin");
  }
}
