package im.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.standalone.dev.ServiceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A change that promises a notification, the service that makes it, and how one sees that it was
/// made and told to `watcher`. Every change is known by a mark of its own.
enum PromisedChange {
  MEMBER_NAME(ServiceKind.GROUP, 1516) {
    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      chat.as(
          "member",
          "/group/set_group_member_info",
          Map.of(
              "members", List.of(Map.of("groupID", GROUP, "userID", "member", "nickname", mark))));
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return members(chat).contains(mark);
    }
  },
  AGREEMENT(ServiceKind.FRIEND, 1201) {
    @Override
    String prepare(Chat chat, String mark) throws Exception {
      chat.rest().register(List.of(mark));
      chat.as(
          "watcher",
          "/friend/add_friend",
          Map.of("fromUserID", "watcher", "toUserID", mark, "reqMsg", "hello"));
      return mark;
    }

    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      chat.as(
          mark,
          "/friend/add_friend_response",
          Map.of("fromUserID", "watcher", "toUserID", mark, "handleResult", 1));
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return chat.asAdmin(
              "/friend/get_designated_friend_apply",
              Map.of("fromUserID", "watcher", "toUserID", mark))
          .toString()
          .contains("\"handleResult\":1");
    }
  },
  PROFILE(ServiceKind.USER, 1516) {
    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      chat.as(
          "painter",
          "/user/update_user_info",
          Map.of("userInfo", Map.of("userID", "painter", "nickname", mark)));
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return chat.asAdmin("/user/get_users_info", Map.of("userIDs", List.of("painter")))
          .toString()
          .contains(mark);
    }
  },
  REVOCATION(ServiceKind.MSG, 2101) {
    @Override
    String prepare(Chat chat, String mark) throws Exception {
      chat.written++;
      var message = new HashMap<String, Object>();
      message.put("sendID", "member");
      message.put("recvID", "watcher");
      message.put("senderPlatformID", 1);
      message.put("contentType", 101);
      message.put("sessionType", 1);
      message.put("content", Map.of("content", mark));
      chat.asAdmin("/msg/send_msg", message);
      List<String> ids = new ArrayList<>();
      Until.holds(
          "the message is there",
          LIMIT,
          () -> {
            ids.add(newest(chat).path("clientMsgID").asText());
            return !ids.getLast().isEmpty();
          });
      return ids.getLast();
    }

    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      chat.as(
          "member",
          "/msg/revoke_msg",
          Map.of("userID", "member", "conversationID", PAIR, "seq", chat.written));
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      JsonNode message = newest(chat);
      return message.path("contentType").asInt() == contentType()
          && message.toString().contains(mark);
    }

    private static JsonNode newest(Chat chat) throws IOException, InterruptedException {
      var range = new HashMap<String, Object>();
      range.put("conversationID", PAIR);
      range.put("begin", chat.written);
      range.put("end", chat.written);
      range.put("num", 1);
      return chat.asAdmin(
              "/msg/pull_msg_by_seq", Map.of("userID", "watcher", "seqRanges", List.of(range)))
          .at("/msgs/" + PAIR + "/Msgs/0");
    }
  },
  CONVERSATION(ServiceKind.CONVERSATION, 1300) {
    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      var conversation = new HashMap<String, Object>();
      conversation.put("conversationID", with(mark));
      conversation.put("conversationType", 1);
      conversation.put("userID", mark);
      conversation.put("isPinned", true);
      chat.as(
          "watcher",
          "/conversation/set_conversations",
          Map.of("userIDs", List.of("watcher"), "conversation", conversation));
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return chat.asAdmin("/conversation/get_pinned_conversation_ids", Map.of("userID", "watcher"))
          .toString()
          .contains(with(mark));
    }

    private static String with(String mark) {
      return "si_" + mark + "_watcher";
    }
  },
  FOUNDATION(ServiceKind.GROUP, 1501) {
    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      var group = new HashMap<String, Object>();
      group.put("ownerUserID", "member");
      group.put("memberUserIDs", List.of("watcher"));
      group.put("groupInfo", Map.of("groupID", mark, "groupName", "g", "groupType", 2));
      chat.as("member", "/group/create_group", group);
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return chat.asAdmin("/group/get_groups_info", Map.of("groupIDs", List.of(mark)))
          .toString()
          .contains(mark);
    }
  },
  APPLICATION(ServiceKind.FRIEND, 1203) {
    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      chat.as(
          "member",
          "/friend/add_friend",
          Map.of("fromUserID", "member", "toUserID", "watcher", "reqMsg", mark));
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return chat.asAdmin(
              "/friend/get_designated_friend_apply",
              Map.of("fromUserID", "member", "toUserID", "watcher"))
          .toString()
          .contains(mark);
    }
  },
  KICK(ServiceKind.GROUP, 1508) {
    @Override
    String prepare(Chat chat, String mark) throws Exception {
      chat.rest().register(List.of(mark));
      chat.asAdmin(
          "/group/invite_user_to_group",
          Map.of("groupID", GROUP, "invitedUserIDs", List.of(mark), "reason", ""));
      return mark;
    }

    @Override
    void change(Chat chat, String mark) throws IOException, InterruptedException {
      chat.as(
          "watcher",
          "/group/kick_group",
          Map.of("groupID", GROUP, "kickedUserIDs", List.of(mark), "reason", ""));
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return !members(chat).contains(mark);
    }
  };

  static final String GROUP = "g1";
  private static final String PAIR = "si_member_watcher";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ServiceKind victim;
  private final int contentType;

  PromisedChange(ServiceKind victim, int contentType) {
    this.victim = victim;
    this.contentType = contentType;
  }

  /// Who calls, and how many messages `member` has written to `watcher`.
  static final class Chat {
    private final RestClient rest;
    private final Map<String, String> tokens = new HashMap<>();
    private int written;

    Chat(RestClient rest) {
      this.rest = rest;
    }

    RestClient rest() {
      return rest;
    }

    /// The answer to an admin, which has to be a good one.
    JsonNode asAdmin(String path, Object body) throws IOException, InterruptedException {
      return rest.asAdmin(path, body);
    }

    /// Calls as a user; a refusal is nothing special here, for the service may be dying.
    void as(String userID, String path, Object body) throws IOException, InterruptedException {
      String token = tokens.get(userID);
      if (token == null) {
        token = rest.userToken(userID);
        tokens.put(userID, token);
      }
      rest.answer(path, body, token);
    }
  }

  /// The service that is killed.
  ServiceKind victim() {
    return victim;
  }

  /// Of the notification that `watcher` gets.
  int contentType() {
    return contentType;
  }

  /// Makes what is changed then; gives the text by which the change is known.
  String prepare(Chat chat, String mark) throws Exception {
    return mark;
  }

  abstract void change(Chat chat, String mark) throws IOException, InterruptedException;

  /// Whether the change is stored.
  abstract boolean isMade(Chat chat, String mark) throws IOException, InterruptedException;

  private static String members(Chat chat) throws IOException, InterruptedException {
    return chat.asAdmin(
            "/group/get_group_member_list",
            Map.of("groupID", GROUP, "pagination", Map.of("pageNumber", 1, "showNumber", 1000)))
        .toString();
  }
}
