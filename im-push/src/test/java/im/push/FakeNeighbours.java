package im.push;

import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.proto.conversation.GetConversationOfflinePushUserIDsReq;
import im.proto.conversation.GetConversationOfflinePushUserIDsResp;
import im.proto.conversation.conversationGrpc;
import im.proto.group.DismissGroupReq;
import im.proto.group.DismissGroupResp;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMemberUserIDsResp;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.GetGroupsInfoResp;
import im.proto.group.groupGrpc;
import im.proto.sdkws.GroupInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The group and conversation services as far as push asks them.
final class FakeNeighbours implements AutoCloseable {
  /// What im.common.rpc.validation takes at most in a list.
  private static final int MAX_ENTRIES = 50_000;

  private final Server server;
  private final ManagedChannel channel;
  private final Map<String, List<String>> members = new ConcurrentHashMap<>();
  private final Map<String, Integer> status = new ConcurrentHashMap<>();
  private final List<String> dismissed = new CopyOnWriteArrayList<>();
  private final Set<String> silenced = new HashSet<>();
  private final AtomicInteger memberCalls = new AtomicInteger();
  private volatile @Nullable ImException dismissError;
  private volatile boolean isGroupDown;

  FakeNeighbours() throws IOException {
    String name = "neighbours-" + UUID.randomUUID();
    server =
        InProcessServerBuilder.forName(name)
            .addService(new Groups())
            .addService(new Conversations())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  void group(String groupID, String... userIDs) {
    members.put(groupID, List.of(userIDs));
  }

  void status(String groupID, int value) {
    status.put(groupID, value);
  }

  void silence(String userID) {
    silenced.add(userID);
  }

  void groupDown(boolean isDown) {
    isGroupDown = isDown;
  }

  void dismissFailsWith(@Nullable ImException error) {
    dismissError = error;
  }

  List<String> dismissed() {
    return dismissed;
  }

  int memberCalls() {
    return memberCalls.get();
  }

  groupGrpc.groupBlockingStub groups() {
    return groupGrpc.newBlockingStub(channel);
  }

  conversationGrpc.conversationBlockingStub conversations() {
    return conversationGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private static void fail(StreamObserver<?> out, ImException error) {
    out.onError(ErrorTable.grpcStatus(error).asRuntimeException(ErrorTable.trailers(error)));
  }

  private final class Groups extends groupGrpc.groupImplBase {
    @Override
    public void getGroupMemberUserIDs(
        GetGroupMemberUserIDsReq request, StreamObserver<GetGroupMemberUserIDsResp> out) {
      memberCalls.incrementAndGet();
      List<String> found = members.get(request.getGroupID());
      if (isGroupDown) {
        out.onError(Status.UNAVAILABLE.asRuntimeException());
      } else if (found == null) {
        fail(out, ErrorCode.GROUP_ID_NOT_FOUND.because(request.getGroupID()));
      } else {
        out.onNext(GetGroupMemberUserIDsResp.newBuilder().addAllUserIDs(found).build());
        out.onCompleted();
      }
    }

    @Override
    public void getGroupsInfo(GetGroupsInfoReq request, StreamObserver<GetGroupsInfoResp> out) {
      GetGroupsInfoResp.Builder answer = GetGroupsInfoResp.newBuilder();
      for (String groupID : request.getGroupIDsList()) {
        Integer value = status.get(groupID);
        if (value != null) {
          answer.addGroupInfos(GroupInfo.newBuilder().setGroupID(groupID).setStatus(value));
        }
      }
      out.onNext(answer.build());
      out.onCompleted();
    }

    @Override
    public void dismissGroup(DismissGroupReq request, StreamObserver<DismissGroupResp> out) {
      ImException error = dismissError;
      if (error != null) {
        fail(out, error);
        return;
      }
      dismissed.add(request.getGroupID() + " deleteMember=" + request.getDeleteMember());
      out.onNext(DismissGroupResp.getDefaultInstance());
      out.onCompleted();
    }
  }

  private final class Conversations extends conversationGrpc.conversationImplBase {
    @Override
    public void getConversationOfflinePushUserIDs(
        GetConversationOfflinePushUserIDsReq request,
        StreamObserver<GetConversationOfflinePushUserIDsResp> out) {
      if (request.getUserIDsCount() > MAX_ENTRIES) {
        fail(out, ErrorCode.ARGS.because("userIDs: " + request.getUserIDsCount()));
        return;
      }
      out.onNext(
          GetConversationOfflinePushUserIDsResp.newBuilder()
              .addAllUserIDs(
                  request.getUserIDsList().stream().filter(id -> !silenced.contains(id)).toList())
              .build());
      out.onCompleted();
    }
  }
}
