package im.rpc.msg.search;

import com.google.common.collect.Lists;
import im.common.error.ErrorCode;
import im.common.history.MessageScan;
import im.common.history.MessageScan.Wanted;
import im.common.history.StoredMessage;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.common.paging.Page;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.proto.msg.ChatLog;
import im.proto.msg.SearchChatLog;
import im.proto.msg.SearchMessageReq;
import im.proto.msg.SearchMessageResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.rpc.msg.facts.ChatFacts;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds messages for an administrator (`reference/pipeline-storage.md` 6.4), oldest first within
/// each conversation. A sender or a receiver narrows the search to conversations by an index;
/// without either, all chats are looked through.
///
/// Revoked messages are found, with their content and marked; erased ones are not. Memory is
/// bounded by the page; once the page is full, up to 500 more documents are counted, for at most
/// two seconds, so that a total beyond that is a lower bound.
public final class MessageSearch {
  private static final int MAX_PAGE = 1_000;
  private static final int MAX_CONVERSATIONS = 20_000;
  private static final int CHUNK = 500;
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  private final MessageScan scan;
  private final ConversationSequences conversations;
  private final UserSequences users;
  private final ChatFacts facts;

  /// Looks through `scan`; names come from `facts`.
  public MessageSearch(
      MessageScan scan, ConversationSequences conversations, UserSequences users, ChatFacts facts) {
    this.scan = scan;
    this.conversations = conversations;
    this.users = users;
    this.facts = facts;
  }

  /// One page of what was found, and how many there are.
  ///
  /// @throws im.common.error.ImException 1001 for a day that is none and for a page of more than a
  ///   thousand
  public SearchMessageResp search(SearchMessageReq request) {
    int size = request.getPagination().getShowNumber();
    if (size > MAX_PAGE) {
      throw ErrorCode.ARGS.because("showNumber: " + size + " (expected: at most " + MAX_PAGE + ")");
    }
    Wanted wanted = wanted(request);
    FoundPage page = new FoundPage(Page.of(request.getPagination()));
    if (wanted.sendID().isEmpty() && wanted.recvID().isEmpty()) {
      scan.everything(wanted, page::add);
    } else {
      searchIn(candidates(wanted), wanted, page);
    }
    return SearchMessageResp.newBuilder()
        .addAllChatLogs(describe(page.messages()))
        .setChatLogsNum(page.total())
        .build();
  }

  private void searchIn(List<String> conversationIDs, Wanted wanted, FoundPage page) {
    for (List<String> chunk : Lists.partition(conversationIDs, CHUNK)) {
      Map<String, Long> newest = conversations.maxSeqs(chunk);
      for (String id : chunk) {
        if (!scan.conversation(id, newest.getOrDefault(id, 0L), wanted, page::add)) {
          return;
        }
      }
    }
  }

  /// Everybody who ever sent something in a conversation has a position there. A receiver need not,
  /// but his id is part of its name.
  private List<String> candidates(Wanted wanted) {
    List<String> found =
        wanted.sendID().isEmpty()
            ? conversations.chatsWith(wanted.recvID(), MAX_CONVERSATIONS)
            : users.conversationIDs(wanted.sendID(), MAX_CONVERSATIONS);
    return found.stream()
        .filter(id ->
            id.startsWith(ConversationIDs.SINGLE_PREFIX)
                || id.startsWith(ConversationIDs.GROUP_PREFIX))
        .toList();
  }

  private static Wanted wanted(SearchMessageReq request) {
    long from = 0;
    long to = 0;
    if (!request.getSendTime().isEmpty()) {
      try {
        from =
            LocalDate.parse(request.getSendTime())
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
        to = from + DAY_MS;
      } catch (DateTimeParseException _) {
        throw ErrorCode.ARGS.because(
            "sendTime: " + request.getSendTime() + " (expected: a day such as 2026-11-30)");
      }
    }
    return new Wanted(
        request.getSendID(),
        request.getRecvID(),
        request.getContentType(),
        request.getSessionType(),
        from,
        to);
  }

  private List<SearchChatLog> describe(List<StoredMessage> found) {
    Set<String> userIDs = new HashSet<>();
    Set<String> groupIDs = new HashSet<>();
    for (StoredMessage slot : found) {
      MsgData message = sent(slot);
      if (message.getSenderNickname().isEmpty()) {
        userIDs.add(message.getSendID());
      }
      if (isGroup(message)) {
        groupIDs.add(message.getGroupID());
      } else {
        userIDs.add(message.getRecvID());
      }
    }
    Map<String, UserInfo> people = facts.users(userIDs);
    Map<String, GroupInfo> groups = facts.groups(groupIDs);
    return found.stream()
        .map(slot ->
            SearchChatLog.newBuilder()
                .setChatLog(describe(sent(slot), people, groups))
                .setIsRevoked(slot.revoke() != null)
                .build())
        .toList();
  }

  private static ChatLog describe(
      MsgData message, Map<String, UserInfo> people, Map<String, GroupInfo> groups) {
    ChatLog.Builder log =
        ChatLog.newBuilder()
            .setServerMsgID(message.getServerMsgID())
            .setClientMsgID(message.getClientMsgID())
            .setSendID(message.getSendID())
            .setRecvID(message.getRecvID())
            .setGroupID(message.getGroupID())
            .setSenderPlatformID(message.getSenderPlatformID())
            .setSenderNickname(
                message.getSenderNickname().isEmpty()
                    ? nickname(people, message.getSendID())
                    : message.getSenderNickname())
            .setSenderFaceURL(message.getSenderFaceURL())
            .setSessionType(message.getSessionType())
            .setMsgFrom(message.getMsgFrom())
            .setContentType(message.getContentType())
            .setContent(message.getContent().toStringUtf8())
            .setStatus(message.getStatus())
            .setSendTime(message.getSendTime())
            .setCreateTime(message.getCreateTime())
            .setEx(message.getEx())
            .setSeq(message.getSeq());
    if (!isGroup(message)) {
      return log.setRecvNickname(nickname(people, message.getRecvID())).build();
    }
    GroupInfo group = groups.getOrDefault(message.getGroupID(), GroupInfo.getDefaultInstance());
    // Management tools know a group by its id in recvID and its face in senderFaceURL.
    return log.setRecvID(message.getGroupID())
        .setSenderFaceURL(group.getFaceURL())
        .setGroupName(group.getGroupName())
        .setGroupType(group.getGroupType())
        .setGroupMemberCount(group.getMemberCount())
        .build();
  }

  private static String nickname(Map<String, UserInfo> people, String userID) {
    return people.getOrDefault(userID, UserInfo.getDefaultInstance()).getNickname();
  }

  private static boolean isGroup(MsgData message) {
    return message.getSessionType() == SessionType.GROUP;
  }

  private static MsgData sent(StoredMessage slot) {
    return slot.message() == null ? MsgData.getDefaultInstance() : slot.message();
  }
}
