package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.common.testing.MemoryQueue;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.proto.msg.SendMsgReq;
import im.proto.msg.msgGrpc;
import im.proto.msg.msgGrpc.msgBlockingStub;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Where only friends may write to each other.
@ExtendWith({MongoExtension.class, RedisExtension.class})
class FriendsOnlyTest {
  private final Peers peers = new Peers();
  private final MemoryQueue queue = new MemoryQueue();
  private TestServices services;
  private msgBlockingStub stub;

  @BeforeEach
  void start() throws Exception {
    services =
        new TestServices(Clock.systemUTC(), queue, Map.of("openim-rpc-msg.yml/friendVerify", true))
            .peer(ServiceName.USER, peers.new User())
            .peer(ServiceName.FRIEND, peers.new Friend())
            .peer(ServiceName.GROUP, peers.new Group())
            .peer(ServiceName.CONVERSATION, peers.new Conversations())
            .start(new ServiceSpec("im-rpc-msg", ServiceName.MSG, MsgService::new));
    stub = services.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
  }

  @AfterEach
  void stop() throws Exception {
    services.close();
  }

  @Test
  void theReceiversListCounts() {
    peers.friends.add("Bob Ann");
    send("Ann", "Bob");
    assertThat(queue.published("toRedis")).hasSize(1);
    MsgTestBed.assertRefused(ErrorCode.NOT_PEERS_FRIEND, () -> send("Bob", "Ann"));
    MsgTestBed.assertRefused(ErrorCode.NOT_PEERS_FRIEND, () -> send("Eve", "Ann"));
    assertThat(queue.published("toRedis")).hasSize(1);
  }

  @Test
  void whoIsBlockedHearsThatFirst() {
    peers.blacks.add("Bob Ann");
    MsgTestBed.assertRefused(ErrorCode.BLOCKED_BY_PEER, () -> send("Ann", "Bob"));
  }

  @Test
  void anAccountOfTheAppWritesToEverybody() {
    peers.levels.put("Robot", 4);
    peers.blacks.add("Bob Robot");
    send("Robot", "Bob");
    assertThat(queue.published("toRedis")).hasSize(1);
  }

  private void send(String from, String to) {
    SendMsgReq request =
        SendMsgReq.newBuilder()
            .setMsgData(MsgTestBed.from(from).setRecvID(to).setContent(MsgTestBed.text("hi")))
            .build();
    var _ = MsgTestBed.as(from, () -> stub.sendMsg(request));
  }
}
