package im.rpc.conversation;

import static im.common.rpc.Replies.reply;

import im.proto.conversation.ClearUserConversationMsgReq;
import im.proto.conversation.ClearUserConversationMsgResp;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateGroupChatConversationsResp;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsResp;
import im.proto.conversation.DeleteConversationsReq;
import im.proto.conversation.DeleteConversationsResp;
import im.proto.conversation.GetAllConversationsReq;
import im.proto.conversation.GetAllConversationsResp;
import im.proto.conversation.GetConversationIDsReq;
import im.proto.conversation.GetConversationIDsResp;
import im.proto.conversation.GetConversationNotReceiveMessageUserIDsReq;
import im.proto.conversation.GetConversationNotReceiveMessageUserIDsResp;
import im.proto.conversation.GetConversationOfflinePushUserIDsReq;
import im.proto.conversation.GetConversationOfflinePushUserIDsResp;
import im.proto.conversation.GetConversationReq;
import im.proto.conversation.GetConversationResp;
import im.proto.conversation.GetConversationsByConversationIDReq;
import im.proto.conversation.GetConversationsByConversationIDResp;
import im.proto.conversation.GetConversationsNeedClearMsgReq;
import im.proto.conversation.GetConversationsNeedClearMsgResp;
import im.proto.conversation.GetConversationsReq;
import im.proto.conversation.GetConversationsResp;
import im.proto.conversation.GetFullOwnerConversationIDsReq;
import im.proto.conversation.GetFullOwnerConversationIDsResp;
import im.proto.conversation.GetIncrementalConversationReq;
import im.proto.conversation.GetIncrementalConversationResp;
import im.proto.conversation.GetNotNotifyConversationIDsReq;
import im.proto.conversation.GetNotNotifyConversationIDsResp;
import im.proto.conversation.GetOwnerConversationReq;
import im.proto.conversation.GetOwnerConversationResp;
import im.proto.conversation.GetPinnedConversationIDsReq;
import im.proto.conversation.GetPinnedConversationIDsResp;
import im.proto.conversation.GetRecvMsgNotNotifyUserIDsReq;
import im.proto.conversation.GetRecvMsgNotNotifyUserIDsResp;
import im.proto.conversation.GetSortedConversationListReq;
import im.proto.conversation.GetSortedConversationListResp;
import im.proto.conversation.GetUserConversationIDsHashReq;
import im.proto.conversation.GetUserConversationIDsHashResp;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationMaxSeqResp;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.SetConversationMinSeqResp;
import im.proto.conversation.SetConversationReq;
import im.proto.conversation.SetConversationResp;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.SetConversationsResp;
import im.proto.conversation.UpdateConversationReq;
import im.proto.conversation.UpdateConversationResp;
import im.proto.conversation.UpdateConversationsByUserReq;
import im.proto.conversation.UpdateConversationsByUserResp;
import im.proto.conversation.conversationGrpc.conversationImplBase;
import io.grpc.stub.StreamObserver;

/// The gRPC face of the service: each method hands over to the class of its concern. Callers'
/// rights and the shape of requests are checked before, by the tables of im-common.
final class ConversationEndpoint extends conversationImplBase {
  private final ConversationReads reads;
  private final ConversationCreation creation;
  private final ConversationSettings settings;
  private final ConversationRemoval removal;
  private final SortedConversations sorted;

  ConversationEndpoint(
      ConversationReads reads,
      ConversationCreation creation,
      ConversationSettings settings,
      ConversationRemoval removal,
      SortedConversations sorted) {
    this.reads = reads;
    this.creation = creation;
    this.settings = settings;
    this.removal = removal;
    this.sorted = sorted;
  }

  @Override
  public void getConversation(GetConversationReq request, StreamObserver<GetConversationResp> out) {
    reply(
        out,
        GetConversationResp.newBuilder()
            .setConversation(reads.one(request.getOwnerUserID(), request.getConversationID()))
            .build());
  }

  @Override
  public void getConversations(
      GetConversationsReq request, StreamObserver<GetConversationsResp> out) {
    reply(
        out,
        GetConversationsResp.newBuilder()
            .addAllConversations(
                reads.some(request.getOwnerUserID(), request.getConversationIDsList()))
            .build());
  }

  @Override
  public void getAllConversations(
      GetAllConversationsReq request, StreamObserver<GetAllConversationsResp> out) {
    reply(
        out,
        GetAllConversationsResp.newBuilder()
            .addAllConversations(reads.all(request.getOwnerUserID()))
            .build());
  }

  @Override
  public void getOwnerConversation(
      GetOwnerConversationReq request, StreamObserver<GetOwnerConversationResp> out) {
    reply(out, reads.page(request));
  }

  @Override
  public void getSortedConversationList(
      GetSortedConversationListReq request, StreamObserver<GetSortedConversationListResp> out) {
    reply(out, sorted.list(request));
  }

  @Override
  public void getConversationIDs(
      GetConversationIDsReq request, StreamObserver<GetConversationIDsResp> out) {
    reply(
        out,
        GetConversationIDsResp.newBuilder()
            .addAllConversationIDs(reads.ids(request.getUserID()))
            .build());
  }

  @Override
  public void getPinnedConversationIDs(
      GetPinnedConversationIDsReq request, StreamObserver<GetPinnedConversationIDsResp> out) {
    reply(
        out,
        GetPinnedConversationIDsResp.newBuilder()
            .addAllConversationIDs(reads.pinnedIDs(request.getUserID()))
            .build());
  }

  @Override
  public void getNotNotifyConversationIDs(
      GetNotNotifyConversationIDsReq request, StreamObserver<GetNotNotifyConversationIDsResp> out) {
    reply(
        out,
        GetNotNotifyConversationIDsResp.newBuilder()
            .addAllConversationIDs(reads.silentIDs(request.getUserID()))
            .build());
  }

  @Override
  public void getUserConversationIDsHash(
      GetUserConversationIDsHashReq request, StreamObserver<GetUserConversationIDsHashResp> out) {
    reply(
        out,
        GetUserConversationIDsHashResp.newBuilder()
            .setHash(reads.legacyIDsHash(request.getOwnerUserID()))
            .build());
  }

  @Override
  public void getFullOwnerConversationIDs(
      GetFullOwnerConversationIDsReq request, StreamObserver<GetFullOwnerConversationIDsResp> out) {
    reply(out, reads.fullIDs(request));
  }

  @Override
  public void getIncrementalConversation(
      GetIncrementalConversationReq request, StreamObserver<GetIncrementalConversationResp> out) {
    reply(out, reads.changes(request));
  }

  @Override
  public void getConversationsByConversationID(
      GetConversationsByConversationIDReq request,
      StreamObserver<GetConversationsByConversationIDResp> out) {
    reply(
        out,
        GetConversationsByConversationIDResp.newBuilder()
            .addAllConversations(reads.byIDs(request.getConversationIDsList()))
            .build());
  }

  @Override
  public void getConversationsNeedClearMsg(
      GetConversationsNeedClearMsgReq request,
      StreamObserver<GetConversationsNeedClearMsgResp> out) {
    reply(
        out,
        GetConversationsNeedClearMsgResp.newBuilder()
            .addAllConversations(reads.selfDestructing())
            .build());
  }

  @Override
  public void getConversationNotReceiveMessageUserIDs(
      GetConversationNotReceiveMessageUserIDsReq request,
      StreamObserver<GetConversationNotReceiveMessageUserIDsResp> out) {
    reply(
        out,
        GetConversationNotReceiveMessageUserIDsResp.newBuilder()
            .addAllUserIDs(reads.ownersNotReceiving(request.getConversationID()))
            .build());
  }

  @Override
  public void getRecvMsgNotNotifyUserIDs(
      GetRecvMsgNotNotifyUserIDsReq request, StreamObserver<GetRecvMsgNotNotifyUserIDsResp> out) {
    reply(
        out,
        GetRecvMsgNotNotifyUserIDsResp.newBuilder()
            .addAllUserIDs(reads.ownersNotNotified(request.getGroupID()))
            .build());
  }

  @Override
  public void getConversationOfflinePushUserIDs(
      GetConversationOfflinePushUserIDsReq request,
      StreamObserver<GetConversationOfflinePushUserIDsResp> out) {
    reply(
        out,
        GetConversationOfflinePushUserIDsResp.newBuilder()
            .addAllUserIDs(
                reads.offlinePushUserIDs(request.getConversationID(), request.getUserIDsList()))
            .build());
  }

  @Override
  public void createSingleChatConversations(
      CreateSingleChatConversationsReq request,
      StreamObserver<CreateSingleChatConversationsResp> out) {
    creation.single(request);
    reply(out, CreateSingleChatConversationsResp.getDefaultInstance());
  }

  @Override
  public void createGroupChatConversations(
      CreateGroupChatConversationsReq request,
      StreamObserver<CreateGroupChatConversationsResp> out) {
    creation.group(request);
    reply(out, CreateGroupChatConversationsResp.getDefaultInstance());
  }

  @Override
  public void setConversations(
      SetConversationsReq request, StreamObserver<SetConversationsResp> out) {
    settings.set(request);
    reply(out, SetConversationsResp.getDefaultInstance());
  }

  @Override
  public void setConversation(SetConversationReq request, StreamObserver<SetConversationResp> out) {
    settings.put(request.getConversation());
    reply(out, SetConversationResp.getDefaultInstance());
  }

  @Override
  public void updateConversation(
      UpdateConversationReq request, StreamObserver<UpdateConversationResp> out) {
    settings.update(request);
    reply(out, UpdateConversationResp.getDefaultInstance());
  }

  @Override
  public void updateConversationsByUser(
      UpdateConversationsByUserReq request, StreamObserver<UpdateConversationsByUserResp> out) {
    settings.updateWithPeer(request);
    reply(out, UpdateConversationsByUserResp.getDefaultInstance());
  }

  @Override
  public void setConversationMaxSeq(
      SetConversationMaxSeqReq request, StreamObserver<SetConversationMaxSeqResp> out) {
    settings.setMaxSeq(request);
    reply(out, SetConversationMaxSeqResp.getDefaultInstance());
  }

  @Override
  public void setConversationMinSeq(
      SetConversationMinSeqReq request, StreamObserver<SetConversationMinSeqResp> out) {
    settings.setMinSeq(request);
    reply(out, SetConversationMinSeqResp.getDefaultInstance());
  }

  @Override
  public void deleteConversations(
      DeleteConversationsReq request, StreamObserver<DeleteConversationsResp> out) {
    removal.delete(request);
    reply(out, DeleteConversationsResp.getDefaultInstance());
  }

  @Override
  public void clearUserConversationMsg(
      ClearUserConversationMsgReq request, StreamObserver<ClearUserConversationMsgResp> out) {
    reply(
        out,
        ClearUserConversationMsgResp.newBuilder()
            .setCount(removal.destructMessages(request))
            .build());
  }
}
