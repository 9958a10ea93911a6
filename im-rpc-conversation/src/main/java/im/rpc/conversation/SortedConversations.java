package im.rpc.conversation;

import im.common.error.ErrorCode;
import im.common.message.SessionType;
import im.proto.conversation.ConversationElem;
import im.proto.conversation.GetSortedConversationListReq;
import im.proto.conversation.GetSortedConversationListResp;
import im.proto.conversation.MsgInfo;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.rpc.conversation.peer.Groups;
import im.rpc.conversation.peer.Messages;
import im.rpc.conversation.peer.Users;
import im.rpc.conversation.store.ConversationStore;
import im.rpc.conversation.store.StoredConversation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The list of conversations as a simple client shows it: pinned first, then by last message, with
/// that message and what is unread (`reference/business-rules.md` 8.5).
final class SortedConversations {
  private final ConversationStore store;
  private final Messages messages;
  private final Users users;
  private final Groups groups;

  SortedConversations(ConversationStore store, Messages messages, Users users, Groups groups) {
    this.store = store;
    this.messages = messages;
    this.users = users;
    this.groups = groups;
  }

  /// The page that is asked for, of the named conversations or of all; 1004 when there is none.
  GetSortedConversationListResp list(GetSortedConversationListReq request) {
    String owner = request.getUserID();
    List<StoredConversation> rows =
        request.getConversationIDsCount() == 0
            ? store.all(owner)
            : store.find(owner, new LinkedHashSet<>(request.getConversationIDsList()));
    if (rows.isEmpty()) {
      throw ErrorCode.RECORD_NOT_FOUND.bare();
    }
    Set<String> ids =
        rows.stream().map(row -> row.value().getConversationID()).collect(Collectors.toSet());
    Map<String, Long> maxSeqs = messages.maxSeqs(ids);
    Map<String, Long> readSeqs = messages.readSeqs(owner, ids);
    Map<String, MsgData> last = lastMessages(ids, maxSeqs);

    List<StoredConversation> page = page(rows, last, request);
    Map<String, MsgInfo> infos = infos(owner, page, last);
    GetSortedConversationListResp.Builder list =
        GetSortedConversationListResp.newBuilder()
            .setConversationTotal(last.size())
            .setUnreadTotal(ids.stream().mapToLong(id -> unread(id, maxSeqs, readSeqs)).sum());
    for (StoredConversation row : page) {
      String id = row.value().getConversationID();
      ConversationElem.Builder element =
          ConversationElem.newBuilder()
              .setConversationID(id)
              .setRecvMsgOpt(row.value().getRecvMsgOpt())
              .setUnreadCount(unread(id, maxSeqs, readSeqs))
              .setIsPinned(row.value().getIsPinned());
      MsgInfo info = infos.get(id);
      if (info != null) {
        element.setMsgInfo(info);
      }
      list.addConversationElems(element);
    }
    return list.build();
  }

  private Map<String, MsgData> lastMessages(Set<String> ids, Map<String, Long> maxSeqs) {
    Map<String, Long> seqs = new HashMap<>();
    maxSeqs.forEach((id, seq) -> {
      if (seq > 0 && ids.contains(id)) {
        seqs.put(id, seq);
      }
    });
    return seqs.isEmpty() ? Map.of() : messages.messagesAt(seqs.keySet(), seqs);
  }

  private static List<StoredConversation> page(
      List<StoredConversation> rows,
      Map<String, MsgData> last,
      GetSortedConversationListReq request) {
    int number = request.getPagination().getPageNumber();
    int size = request.getPagination().getShowNumber();
    if (number <= 0 || size <= 0) {
      return List.of();
    }
    Comparator<StoredConversation> pinnedFirst =
        Comparator.comparing(row -> !row.value().getIsPinned());
    Comparator<StoredConversation> newestFirst =
        Comparator.comparingLong((StoredConversation row) -> time(row, last)).reversed();
    return rows.stream()
        .sorted(pinnedFirst.thenComparing(newestFirst))
        .skip((number - 1L) * size)
        .limit(size)
        .toList();
  }

  private static long time(StoredConversation row, Map<String, MsgData> last) {
    MsgData message = last.get(row.value().getConversationID());
    return message == null ? row.createTime() : message.getSendTime();
  }

  private static long unread(String id, Map<String, Long> maxSeqs, Map<String, Long> readSeqs) {
    return maxSeqs.getOrDefault(id, 0L) - readSeqs.getOrDefault(id, 0L);
  }

  private Map<String, MsgInfo> infos(
      String owner, List<StoredConversation> page, Map<String, MsgData> last) {
    List<MsgData> shown =
        page.stream()
            .map(row -> last.get(row.value().getConversationID()))
            .filter(Objects::nonNull)
            .toList();
    Map<String, UserInfo> profiles =
        users.profiles(shown.stream().map(message -> shownUser(owner, message)).toList());
    Map<String, GroupInfo> groupInfos =
        groups.infos(
            shown.stream()
                .filter(message -> message.getSessionType() == SessionType.GROUP)
                .map(MsgData::getGroupID)
                .toList());
    Map<String, MsgInfo> infos = new HashMap<>();
    for (StoredConversation row : page) {
      String id = row.value().getConversationID();
      MsgData message = last.get(id);
      if (message != null) {
        infos.put(id, info(owner, message, profiles, groupInfos));
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
