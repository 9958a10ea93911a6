package im.standalone.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import im.common.testing.Until;
import im.standalone.StandaloneServer;
import im.standalone.e2e.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// The shared server and what one test puts on it: people, friendships and groups whose ids nobody
/// else has, so that tests run in any order.
final class Stage implements AutoCloseable {
  static final String ADMIN = "imAdmin";
  private static final AtomicInteger IDS = new AtomicInteger();

  private final StageProvider.Shared shared;
  private final List<Person> people = new ArrayList<>();
  private final Person admin;

  Stage(StageProvider.Shared shared) {
    this.shared = shared;
    admin = person(ADMIN);
  }

  StandaloneServer server() {
    return shared.server();
  }

  RestClient rest() {
    return shared.rest();
  }

  /// The app admin.
  Person admin() {
    return admin;
  }

  /// The change logs.
  Versions versions() {
    return new Versions(shared.mongo());
  }

  /// A collection of the store, past every cache and every check.
  MongoCollection<Document> stored(String collection) {
    return shared.mongo().getDatabase("openim_v3").getCollection(collection);
  }

  /// An id that nobody has.
  static String id(String kind) {
    return kind + IDS.incrementAndGet();
  }

  /// Ids that nobody has, ascending.
  static List<String> ids(String kind, int count) {
    int first = IDS.getAndAdd(count) + 1;
    return Stream.iterate(first, i -> i + 1)
        .limit(count)
        .map(i -> "%s%07d".formatted(kind, i))
        .toList();
  }

  /// New users, named as their ids, in the order of their ids.
  List<Person> people(int count) throws IOException, InterruptedException {
    List<String> ids = ids("u", count);
    rest().register(ids);
    return ids.stream().map(this::person).toList();
  }

  /// A new user.
  Person somebody() throws IOException, InterruptedException {
    return people(1).getFirst();
  }

  /// A user who is registered otherwise, or not at all.
  Person person(String id) {
    Person person = new Person(id, rest(), server().wsAddress());
    people.add(person);
    return person;
  }

  /// Makes friends of one and some others.
  void befriend(Person one, Person... others) throws IOException, InterruptedException {
    admin.post("/friend/import_friend", "ownerUserID", one, "friendUserIDs", List.of(others));
  }

  /// Founds a group whose owner calls; `groupInfo` are names and values beside id and name.
  String found(
      Person owner, List<Person> admins, List<Person> members, @Nullable Object... groupInfo)
      throws IOException, InterruptedException {
    String groupID = id("g");
    Map<String, @Nullable Object> info =
        Body.of("groupID", groupID, "groupName", groupID, "groupType", 2);
    info.putAll(Body.of(groupInfo));
    owner.post(
        "/group/create_group",
        "ownerUserID",
        owner,
        "adminUserIDs",
        admins,
        "memberUserIDs",
        members,
        "groupInfo",
        info);
    return groupID;
  }

  /// Founds a group without admins.
  String found(Person owner, Person... members) throws IOException, InterruptedException {
    return found(owner, List.of(), List.of(members));
  }

  /// The members of a group, as the app admin sees them.
  JsonNode members(String groupID) throws IOException, InterruptedException {
    return admin
        .post("/group/get_group_member_list", "groupID", groupID, "pagination", Body.page(1, 200))
        .get("members");
  }

  /// One of the members of a group.
  JsonNode member(String groupID, Person person) throws IOException, InterruptedException {
    return admin
        .post("/group/get_group_members_info", "groupID", groupID, "userIDs", List.of(person))
        .at("/members/0");
  }

  /// What a group is called and says.
  JsonNode group(String groupID) throws IOException, InterruptedException {
    return admin.post("/group/get_groups_info", "groupIDs", List.of(groupID)).at("/groupInfos/0");
  }

  /// Returns when everything that was said in a group so far has reached these members: what they
  /// have not heard then was not said.
  void settle(String groupID, Person... members) throws Exception {
    String mark = id("mark");
    admin.post("/group/set_group_info_ex", "groupID", groupID, "ex", mark);
    for (Person member : members) {
      member.hears(1502, told -> told.text("/group/ex").equals(mark));
    }
  }

  /// The code that a text from one to another is answered with.
  int say(Person from, Person to, String text) throws IOException, InterruptedException {
    return send(from, "recvID", to.id(), 1, text);
  }

  /// The code that a text to a group is answered with.
  int sayTo(String groupID, Person from, String text) throws IOException, InterruptedException {
    return send(from, "groupID", groupID, 3, text);
  }

  private int send(Person from, String field, String to, int sessionType, String text)
      throws IOException, InterruptedException {
    return admin.code(
        "/msg/send_msg",
        "sendID",
        from,
        field,
        to,
        "senderPlatformID",
        1,
        "contentType",
        101,
        "sessionType",
        sessionType,
        "content",
        Map.of("content", text));
  }

  /// Waits until a person has a conversation, and gives it.
  JsonNode conversation(Person owner, String conversationID) throws Exception {
    Until.holds(
        conversationID + " of " + owner,
        () ->
            admin.code(
                    "/conversation/get_conversation",
                    "ownerUserID",
                    owner,
                    "conversationID",
                    conversationID)
                == 0);
    return admin
        .post(
            "/conversation/get_conversation",
            "ownerUserID",
            owner,
            "conversationID",
            conversationID)
        .get("conversation");
  }

  /// The id of the chat of two.
  static String chat(Person one, Person other) {
    return one.id().compareTo(other.id()) < 0
        ? "si_" + one + "_" + other
        : "si_" + other + "_" + one;
  }

  /// The elements of a list in an answer as texts, empty for null.
  static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  /// One field of each element of a list in an answer, by its JSON pointer.
  static List<String> texts(JsonNode list, String pointer) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.at(pointer).asText())
        .toList();
  }

  @Override
  public void close() {
    people.forEach(Person::close);
  }
}
