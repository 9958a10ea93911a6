package im.rpc.conversation;

import im.common.error.ErrorCode;
import im.common.message.SessionType;
import im.common.paging.Page;
import im.common.profile.UserProfiles;
import im.proto.conversation.ConversationElem;
import im.proto.conversation.GetSortedConversationListReq;
import im.proto.conversation.GetSortedConversationListResp;
import im.proto.conversation.MsgInfo;
import im.proto.msg.Seqs;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.rpc.conversation.NewestFirst.Ranked;
import im.rpc.conversation.peer.Groups;
import im.rpc.conversation.peer.Messages;
import im.rpc.conversation.peer.Messages.Newest;
import im.rpc.conversation.store.ConversationStore;
import im.rpc.conversation.store.ListedConversation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The list of conversations as a simple client shows it: pinned first, then by the last message
/// that the owner may see, with that message and what is unread (`reference/business-rules.md`
/// 8.5).
final class SortedConversations {
  private final ConversationStore store;
  private final Messages messages;
  private final UserProfiles users;
  private final Groups groups;

  SortedConversations(
      ConversationStore store, Messages messages, UserProfiles users, Groups groups) {
    this.store = store;
    this.messages = messages;
    this.users = users;
    this.groups = groups;
  }

  /// The page that is asked for, of the named conversations or of all; 1004 when there is none.
  GetSortedConversationListResp list(GetSortedConversationListReq request) {
    String owner = request.getUserID();
    List<ListedConversation> rows =
        request.getConversationIDsCount() == 0
            ? store.listed(owner)
            : store.listed(owner, new LinkedHashSet<>(request.getConversationIDsList()));
    if (rows.isEmpty()) {
      throw ErrorCode.RECORD_NOT_FOUND.bare();
    }
    Set<String> ids =
        rows.stream().map(ListedConversation::conversationID).collect(Collectors.toSet());
    Map<String, Newest> newest = messages.newest(ids);
    Map<String, Seqs> seqs = messages.seqs(owner, ids);

    List<Ranked> page = page(rows, new NewestFirst(owner, messages, newest), request);
    Map<String, MsgInfo> infos = infos(owner, page);
    GetSortedConversationListResp.Builder list =
        GetSortedConversationListResp.newBuilder()
            .setConversationTotal(newest.size())
            .setUnreadTotal(ids.stream().mapToLong(id -> unread(id, seqs)).sum());
    for (Ranked each : page) {
      String id = each.row().conversationID();
      ConversationElem.Builder element =
          ConversationElem.newBuilder()
              .setConversationID(id)
              .setRecvMsgOpt(each.row().recvMsgOpt())
              .setUnreadCount(unread(id, seqs))
              .setIsPinned(each.row().isPinned());
      MsgInfo info = infos.get(id);
      if (info != null) {
        element.setMsgInfo(info);
      }
      list.addConversationElems(element);
    }
    return list.build();
  }

  private static List<Ranked> page(
      List<ListedConversation> rows, NewestFirst order, GetSortedConversationListReq request) {
    Page asked = Page.of(request.getPagination());
    Map<Boolean, List<ListedConversation>> blocks =
        rows.stream().collect(Collectors.partitioningBy(ListedConversation::isPinned));
    List<Ranked> page = new ArrayList<>();
    long from = asked.skip();
    for (boolean pinned : new boolean[] {true, false}) {
      List<ListedConversation> block = blocks.getOrDefault(pinned, List.of());
      int begin = (int) Math.clamp(from, 0, block.size());
      int end = (int) Math.clamp(from + asked.size(), 0, block.size());
      if (begin < end) {
        page.addAll(order.first(block, end).subList(begin, end));
      }
      from -= block.size();
    }
    return page;
  }

  private static long unread(String id, Map<String, Seqs> seqs) {
    Seqs stand = seqs.getOrDefault(id, Seqs.getDefaultInstance());
    return stand.getMaxSeq() - stand.getHasReadSeq();
  }

  private Map<String, MsgInfo> infos(String owner, List<Ranked> page) {
    List<MsgData> shown = page.stream().map(Ranked::message).filter(Objects::nonNull).toList();
    Map<String, UserInfo> profiles =
        users.of(shown.stream().map(message -> shownUser(owner, message)).toList());
    Map<String, GroupInfo> groupInfos =
        groups.infos(
            shown.stream()
                .filter(message -> message.getSessionType() == SessionType.GROUP)
                .map(MsgData::getGroupID)
                .toList());
    Map<String, MsgInfo> infos = new HashMap<>();
    for (Ranked each : page) {
      MsgData message = each.message();
      if (message != null) {
        infos.put(each.row().conversationID(), info(owner, message, profiles, groupInfos));
      }
    }
    return infos;
  }

  /// Whose name and face stand for the conversation: the peer's, in a group the sender's.
  private static String shownUser(String owner, MsgData message) {
    return message.getSessionType() != SessionType.GROUP && message.getSendID().equals(owner)
        ? message.getRecvID()
        : message.getSendID();
  }

  private static MsgInfo info(
      String owner,
      MsgData message,
      Map<String, UserInfo> profiles,
      Map<String, GroupInfo> groupInfos) {
    MsgInfo.Builder info =
        MsgInfo.newBuilder()
            .setServerMsgID(message.getServerMsgID())
            .setClientMsgID(message.getClientMsgID())
            .setSessionType(message.getSessionType())
            .setSendID(message.getSendID())
            .setRecvID(message.getRecvID())
            .setGroupID(message.getGroupID())
            .setLatestMsgRecvTime(message.getSendTime())
            .setMsgFrom(message.getMsgFrom())
            .setContentType(message.getContentType())
            .setContent(message.getContent().toStringUtf8())
            .setEx(message.getEx());
    UserInfo shown =
        profiles.getOrDefault(shownUser(owner, message), UserInfo.getDefaultInstance());
    info.setSenderName(
        shown.getNickname().isEmpty() ? message.getSenderNickname() : shown.getNickname());
    if (message.getSessionType() != SessionType.GROUP) {
      return info.setFaceURL(shown.getFaceURL()).build();
    }
    GroupInfo group = groupInfos.getOrDefault(message.getGroupID(), GroupInfo.getDefaultInstance());
    return info.setGroupName(group.getGroupName())
        .setGroupFaceURL(group.getFaceURL())
        .setGroupType(group.getGroupType())
        .setGroupMemberCount(group.getMemberCount())
        .build();
  }
}
