package im.push;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.proto.push.DelUserPushTokenReq;
import im.proto.push.PushMsgReq;
import im.proto.push.PushMsgServiceGrpc;
import im.proto.push.PushMsgServiceGrpc.PushMsgServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `openim.push.PushMsgService` over gRPC.
@ExtendWith(RedisExtension.class)
class PushEndpointTest {
  private TestPush push;
  private Server server;
  private ManagedChannel channel;
  private PushMsgServiceBlockingStub stub;

  @BeforeEach
  void start() throws IOException {
    push = new TestPush(1);
    server =
        InProcessServerBuilder.forName("push-rpc-test").addService(push.endpoint).build().start();
    channel = InProcessChannelBuilder.forName("push-rpc-test").build();
    stub = PushMsgServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() throws IOException {
    channel.shutdownNow();
    server.shutdownNow();
    push.close();
  }

  @Test
  void vendorTokenOfOneDeviceIsForgotten() {
    var redis = RedisExtension.redis().sync();
    redis.set("FCM_TOKEN:a:1", "phone");
    redis.set("FCM_TOKEN:a:2", "other phone");
    DelUserPushTokenReq request =
        DelUserPushTokenReq.newBuilder().setUserID("a").setPlatformID(1).build();
    stub.delUserPushToken(request);
    stub.delUserPushToken(request);
    assertThat(redis.get("FCM_TOKEN:a:1")).isNull();
    assertThat(redis.get("FCM_TOKEN:a:2")).isEqualTo("other phone");
  }

  @Test
  void messageIsPushedToTheNamedUsersOrToWhoeverItIsFor() {
    PushMsgReq request =
        PushMsgReq.newBuilder()
            .setMsgData(Messages.single("m1", "a", "b"))
            .setConversationID("si_a_b")
            .build();
    stub.pushMsg(request);
    stub.pushMsg(request.toBuilder().addAllUserIDs(List.of("c")).build());
    assertThat(push.gateways.getFirst().log()).containsExactly("m1 -> [a, b]", "m1 -> [c]");
  }
}
