package im.push;

import im.common.context.RequestContext;
import im.common.rpc.RpcClients.Instance;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.msggateway.OnlineBatchPushOneMsgResp;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.msggateway.msgGatewayGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
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
  private volatile Server server;
  private final int port;
  private final ManagedChannel channel;
  private final Instance instance;
  private final List<OnlineBatchPushOneMsgReq> calls = new CopyOnWriteArrayList<>();
  private final List<String> operations = new CopyOnWriteArrayList<>();
  private final Set<String> phones = new HashSet<>();
  private volatile Consumer<OnlineBatchPushOneMsgReq> onCall = _ -> {};

  FakeGateway() throws IOException {
    server = listen(0);
    port = server.getPort();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    instance =
        new Instance("127.0.0.1:" + port, ClientInterceptors.intercept(channel, new Noting()));
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

  /// The operation ids that calls to here were made under, also those that failed.
  List<String> operations() {
    return operations;
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

  /// Ends the server, and returns when no more call reaches it.
  void die() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination();
  }

  /// Comes back at the same address after it died.
  void rise() throws IOException {
    server = listen(port);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private Server listen(int port) throws IOException {
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .addService(new Service())
        .build()
        .start();
  }

  private final class Noting implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      operations.add(RequestContext.current().operationID());
      return next.newCall(method, options);
    }
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
