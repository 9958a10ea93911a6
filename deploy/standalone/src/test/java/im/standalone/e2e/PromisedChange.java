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
    Call change(String mark) {
      var member = Map.of("groupID", GROUP, "userID", "member", "nickname", mark);
      return new Call("member", "/group/set_group_member_info", Map.of("members", List.of(member)));
    }

    @Override
    Call question(String mark) {
      return MEMBERS;
    }
  },
  AGREEMENT(ServiceKind.FRIEND, 1201) {
    @Override
    String prepare(Chat chat, String mark) throws Exception {
      chat.rest().register(List.of(mark));
      chat.call(
          new Call(
              "watcher",
              "/friend/add_friend",
              Map.of("fromUserID", "watcher", "toUserID", mark, "reqMsg", "hello")));
      return mark;
    }

    @Override
    Call change(String mark) {
      return new Call(
          mark,
          "/friend/add_friend_response",
          Map.of("fromUserID", "watcher", "toUserID", mark, "handleResult", 1));
    }

    @Override
    Call question(String mark) {
      return application("watcher", mark);
    }

    @Override
    String sign(String mark) {
      return "\"handleResult\":1";
    }
  },
  PROFILE(ServiceKind.USER, 1516) {
    @Override
    Call change(String mark) {
      return new Call(
          "painter",
          "/user/update_user_info",
          Map.of("userInfo", Map.of("userID", "painter", "nickname", mark)));
    }

    @Override
    Call question(String mark) {
      return asked("/user/get_users_info", Map.of("userIDs", List.of("painter")));
    }
  },
  /// Here the mark is the message's clientMsgID.
  REVOCATION(ServiceKind.MSG, 2101) {
    /// How many messages `member` has written to `watcher`.
    private int seq;

    @Override
    String prepare(Chat chat, String mark) throws Exception {
      chat.rest().sendToUser("member", "watcher", mark);
      seq++;
      List<String> ids = new ArrayList<>();
      Until.holds(
          "the message is there",
          LIMIT,
          () -> {
            ids.add(chat.ask(question(mark)).at("/msgs/" + PAIR + "/Msgs/0/clientMsgID").asText());
            return !ids.getLast().isEmpty();
          });
      return ids.getLast();
    }

    @Override
    Call change(String mark) {
      return new Call(
          "member",
          "/msg/revoke_msg",
          Map.of("userID", "member", "conversationID", PAIR, "seq", seq));
    }

    @Override
    Call question(String mark) {
      var range = Map.of("conversationID", PAIR, "begin", seq, "end", seq, "num", 1);
      return asked(
          "/msg/pull_msg_by_seq", Map.of("userID", "watcher", "seqRanges", List.of(range)));
    }

    @Override
    String sign(String mark) {
      return "\"contentType\":" + contentType();
    }
  },
  CONVERSATION(ServiceKind.CONVERSATION, 1300) {
    @Override
    Call change(String mark) {
      var conversation =
          Map.of(
              "conversationID",
              sign(mark),
              "conversationType",
              1,
              "userID",
              mark,
              "isPinned",
              true);
      return new Call(
          "watcher",
          "/conversation/set_conversations",
          Map.of("userIDs", List.of("watcher"), "conversation", conversation));
    }

    @Override
    Call question(String mark) {
      return asked("/conversation/get_pinned_conversation_ids", Map.of("userID", "watcher"));
    }

    @Override
    String sign(String mark) {
      return "si_" + mark + "_watcher";
    }
  },
  FOUNDATION(ServiceKind.GROUP, 1501) {
    @Override
    Call change(String mark) {
      return new Call(
          "member",
          "/group/create_group",
          Map.of(
              "ownerUserID", "member",
              "memberUserIDs", List.of("watcher"),
              "groupInfo", Map.of("groupID", mark, "groupName", "g", "groupType", 2)));
    }

    @Override
    Call question(String mark) {
      return asked("/group/get_groups_info", Map.of("groupIDs", List.of(mark)));
    }
  },
  APPLICATION(ServiceKind.FRIEND, 1203) {
    @Override
    Call change(String mark) {
      return new Call(
          "member",
          "/friend/add_friend",
          Map.of("fromUserID", "member", "toUserID", "watcher", "reqMsg", mark));
    }

    @Override
    Call question(String mark) {
      return application("member", "watcher");
    }
  },
  KICK(ServiceKind.GROUP, 1508) {
    @Override
    String prepare(Chat chat, String mark) throws Exception {
      chat.rest().register(List.of(mark));
      var invitation = Map.of("groupID", GROUP, "invitedUserIDs", List.of(mark), "reason", "");
      var _ = chat.ask(asked("/group/invite_user_to_group", invitation));
      return mark;
    }

    @Override
    Call change(String mark) {
      return new Call(
          "watcher",
          "/group/kick_group",
          Map.of("groupID", GROUP, "kickedUserIDs", List.of(mark), "reason", ""));
    }

    @Override
    Call question(String mark) {
      return MEMBERS;
    }

    @Override
    boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
      return !super.isMade(chat, mark);
    }
  };

  static final String GROUP = "g1";
  private static final String PAIR = "si_member_watcher";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Call MEMBERS =
      asked(
          "/group/get_group_member_list",
          Map.of("groupID", GROUP, "pagination", Map.of("pageNumber", 1, "showNumber", 1000)));

  private final ServiceKind victim;
  private final int contentType;

  PromisedChange(ServiceKind victim, int contentType) {
    this.victim = victim;
    this.contentType = contentType;
  }

  /// A call of a user.
  record Call(String userID, String path, Map<String, ?> body) {}

  /// The callers and their tokens.
  static final class Chat {
    private final RestClient rest;
    private final Map<String, String> tokens = new HashMap<>();

    Chat(RestClient rest) {
      this.rest = rest;
    }

    RestClient rest() {
      return rest;
    }

    /// The answer to an admin, which has to be a good one.
    JsonNode ask(Call call) throws IOException, InterruptedException {
      return rest.asAdmin(call.path(), call.body());
    }

    /// Calls as a user; a refusal is nothing special here, for the service may be dying.
    void call(Call call) throws IOException, InterruptedException {
      String token = tokens.get(call.userID());
      if (token == null) {
        token = rest.userToken(call.userID());
        tokens.put(call.userID(), token);
      }
      rest.answer(call.path(), call.body(), token);
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

  abstract Call change(String mark);

  /// What an admin asks to see whether the change is stored.
  abstract Call question(String mark);

  /// What the answer contains when the change is stored.
  String sign(String mark) {
    return mark;
  }

  /// Whether the change is stored.
  boolean isMade(Chat chat, String mark) throws IOException, InterruptedException {
    return chat.ask(question(mark)).toString().contains(sign(mark));
  }

  private static Call asked(String path, Map<String, ?> body) {
    return new Call("imAdmin", path, body);
  }

  private static Call application(String from, String to) {
    return asked("/friend/get_designated_friend_apply", Map.of("fromUserID", from, "toUserID", to));
  }
}
