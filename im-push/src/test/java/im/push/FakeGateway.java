package im.push;

import im.common.rpc.RpcClients.Instance;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.msggateway.OnlineBatchPushOneMsgResp;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.msggateway.msgGatewayGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A gateway behind a real port that notes what it is asked to push.
final class FakeGateway implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;
  private final Instance instance;
  private final List<OnlineBatchPushOneMsgReq> calls = new CopyOnWriteArrayList<>();
  private final Set<String> phones = new HashSet<>();
  private volatile Consumer<OnlineBatchPushOneMsgReq> onCall = _ -> {};

  FakeGateway() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .addService(new Service())
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    instance = new Instance("127.0.0.1:" + server.getPort(), channel);
  }

  Instance instance() {
    return instance;
  }

  String address() {
    return instance.address();
  }

  /// Users that are reached on a phone here.
  FakeGateway phones(String... userIDs) {
    phones.addAll(List.of(userIDs));
    return this;
  }

  /// What happens in the call, before it is noted and answered.
  void onCall(Consumer<OnlineBatchPushOneMsgReq> action) {
    onCall = action;
  }

  List<OnlineBatchPushOneMsgReq> calls() {
    return calls;
  }

  /// `clientMsgID -> users` of each call, in their order.
  List<String> log() {
    return calls.stream()
        .map(call -> call.getMsgData().getClientMsgID() + " -> " + call.getPushToUserIDsList())
        .toList();
  }

  void die() {
    server.shutdownNow();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private final class Service extends msgGatewayGrpc.msgGatewayImplBase {
    @Override
    public void superGroupOnlineBatchPushOneMsg(
        OnlineBatchPushOneMsgReq request, StreamObserver<OnlineBatchPushOneMsgResp> out) {
      onCall.accept(request);
      calls.add(request);
      List<SingleMsgToUserResults> results = new ArrayList<>();
      for (String userID : request.getPushToUserIDsList()) {
        results.add(
            SingleMsgToUserResults.newBuilder()
                .setUserID(userID)
                .setOnlinePush(phones.contains(userID))
                .build());
      }
      out.onNext(OnlineBatchPushOneMsgResp.newBuilder().addAllSinglePushResult(results).build());
      out.onCompleted();
    }
  }
}
