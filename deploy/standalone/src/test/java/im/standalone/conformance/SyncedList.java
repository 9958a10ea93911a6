package im.standalone.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/// One of the four lists that are synchronised by version.
///
/// @param name what it is a list of
/// @param reader whose it is
/// @param owner name and value of the field that says whose it is
/// @param incremental route of the changes since a version
/// @param full route of all ids
/// @param ids field of the ids in the answer of that route
/// @param idIn where an element of an incremental answer has its id
/// @param oneMore puts one more into the list and answers its id
record SyncedList(
    String name,
    Person reader,
    Object[] owner,
    String incremental,
    String full,
    String ids,
    String idIn,
    Change oneMore) {

  /// A call that changes the list.
  @FunctionalInterface
  interface Change {
    String make() throws IOException, InterruptedException;
  }

  /// Each kind, of people who have nothing in theirs; a group has its owner.
  static List<SyncedList> all(Stage stage) throws IOException, InterruptedException {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst();
    String group = stage.found(owner);
    Person joiner = three.get(1);
    Person talker = three.get(2);
    return List.of(
        friends(stage),
        new SyncedList(
            "members",
            owner,
            new Object[] {"groupID", group},
            "/group/get_incremental_group_members",
            "/group/get_full_group_member_user_ids",
            "userIDs",
            "/userID",
            () -> {
              Person guest = stage.somebody();
              owner.post(
                  "/group/invite_user_to_group",
                  "groupID",
                  group,
                  "invitedUserIDs",
                  List.of(guest));
              return guest.id();
            }),
        new SyncedList(
            "groups",
            joiner,
            new Object[] {"userID", joiner},
            "/group/get_incremental_join_groups",
            "/group/get_full_join_group_ids",
            "groupIDs",
            "/groupID",
            () -> stage.found(joiner)),
        new SyncedList(
            "conversations",
            talker,
            new Object[] {"userID", talker},
            "/conversation/get_incremental_conversations",
            "/conversation/get_full_conversation_ids",
            "conversationIDs",
            "/conversationID",
            () -> {
              Person peer = stage.somebody();
              String chat = Stage.chat(talker, peer);
              talker.post(
                  "/conversation/set_conversations",
                  "userIDs",
                  List.of(talker),
                  "conversation",
                  Body.of(
                      "conversationID",
                      chat,
                      "conversationType",
                      1,
                      "userID",
                      peer,
                      "isPinned",
                      true));
              return chat;
            }));
  }

  /// The friends of a new user.
  static SyncedList friends(Stage stage) throws IOException, InterruptedException {
    return friends(stage, stage.somebody());
  }

  /// The friends of a user.
  static SyncedList friends(Stage stage, Person owner) {
    return new SyncedList(
        "friends",
        owner,
        new Object[] {"userID", owner},
        "/friend/get_incremental_friends",
        "/friend/get_full_friend_user_ids",
        "userIDs",
        "/friendUser/userID",
        () -> {
          Person friend = stage.somebody();
          stage.befriend(owner, friend);
          return friend.id();
        });
  }

  /// Puts one more into the list and answers its id.
  String change() throws IOException, InterruptedException {
    return oneMore.make();
  }

  /// What changed since a version.
  JsonNode since(String versionID, long version) throws IOException, InterruptedException {
    return reader.post(incremental, owner[0], owner[1], "versionID", versionID, "version", version);
  }

  /// What changed since an answer.
  JsonNode since(JsonNode known) throws IOException, InterruptedException {
    return since(known.get("versionID").asText(), known.get("version").asLong());
  }

  /// All ids, unless the hash says that they are known.
  JsonNode full(Number idHash) throws IOException, InterruptedException {
    return reader.post(full, owner[0], owner[1], "idHash", idHash);
  }
}
