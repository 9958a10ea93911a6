package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import im.common.testing.StoredLayout;
import im.common.testing.Until;
import im.standalone.Settings;
import im.standalone.StandaloneServer;
import im.standalone.embedded.Infrastructure;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A server on a database that the reference filled: it reads every collection, and what it writes
/// has the same layout, so that the reference could go on with it.
class ReferenceDataTest {
  private static final String CHAT = "si_dataAnn_dataBob";
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int SLOTS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final MongoServer MONGO =
      new MongoServer(H2Backend.inMemory().version(ServerVersion.MONGO_5_0));
  private static MongoClient client;
  private static MongoDatabase database;
  private static StandaloneServer server;
  private static RestClient rest;
  private static String ann;

  @BeforeAll
  static void start() throws Exception {
    String uri = MONGO.bindAndGetConnectionString();
    client = MongoClients.create(uri);
    database = client.getDatabase("openim_v3");
    fill();
    server =
        StandaloneServer.start(
            new Settings(
                TestData.fresh("reference-data"),
                null,
                0,
                0,
                new Infrastructure.Given(null, null, uri)));
    rest = new RestClient(server.apiAddress(), server.config().share().secret());
    ann = rest.userToken("dataAnn");
  }

  @AfterAll
  static void stop() {
    server.close();
    client.close();
    MONGO.shutdownNow();
  }

  @Test
  void readsUsers() throws Exception {
    JsonNode user = asAnn("/user/get_users_info", Map.of("userIDs", List.of("dataAnn")));
    assertThat(user.at("/usersInfo/0"))
        .isEqualTo(
            json(
                """
                {"userID":"dataAnn","nickname":"Ann","faceURL":"face","ex":"ex","appMangerLevel":1,
                 "globalRecvMsgOpt":2,"createTime":%d}\
                """
                    .formatted(millis("2026-01-02T03:04:05.678Z"))));
    assertThat(
            asAnn("/user/process_user_command_get_all", Map.of("userID", "dataAnn"))
                .at("/CommandResp/0"))
        .isEqualTo(
            json(
                "{\"type\":1,\"createTime\":1767323045,\"uuid\":\"u1\",\"value\":\"v\",\"ex\":\"e\"}"));
    assertThat(
            asAnn("/user/get_user_client_config", Map.of("userID", "dataAnn"))
                .at("/configs/color")
                .asText())
        .isEqualTo("red");
  }

  @Test
  void readsFriendsApplicationsAndBlacks() throws Exception {
    JsonNode friend =
        asAnn("/friend/get_friend_list", paged("userID", "dataAnn")).at("/friendsInfo/0");
    assertThat(friend.get("remark").asText()).isEqualTo("Bobby");
    assertThat(friend.get("isPinned").asBoolean()).isTrue();
    assertThat(friend.get("addSource").asInt()).isEqualTo(2);
    assertThat(friend.get("createTime").asLong()).isEqualTo(millis("2026-01-03T00:00:00Z") / 1000);
    assertThat(friend.at("/friendUser/userID").asText()).isEqualTo("dataBob");

    JsonNode application =
        asAnn("/friend/get_friend_apply_list", paged("userID", "dataAnn")).at("/FriendRequests/0");
    assertThat(application.get("fromUserID").asText()).isEqualTo("dataCid");
    assertThat(application.get("reqMsg").asText()).isEqualTo("hi");
    assertThat(application.get("handleTime").asLong()).isZero();

    JsonNode black = asAnn("/friend/get_black_list", paged("userID", "dataAnn")).at("/blacks/0");
    assertThat(black.at("/blackUserInfo/userID").asText()).isEqualTo("dataCid");
    assertThat(black.get("ex").asText()).isEqualTo("bx");
  }

  @Test
  void readsVersionLogs() throws Exception {
    JsonNode friends =
        since("/friend/get_incremental_friends", "userID", "dataAnn", "65a000000000000000000001");
    assertThat(friends.get("version").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(friends.at("/insert/0/friendUser/userID").asText()).isEqualTo("dataBob");
    JsonNode members =
        since(
            "/group/get_incremental_group_members",
            "groupID",
            "dataGroup",
            "65a000000000000000000002");
    assertThat(members.at("/insert/0/userID").asText()).isEqualTo("dataBob");
    JsonNode conversations =
        since(
            "/conversation/get_incremental_conversations",
            "userID",
            "dataAnn",
            "65a000000000000000000004");
    assertThat(conversations.at("/delete/0").asText()).isEqualTo("si_dataAnn_gone");
    assertThat(
            asAnn("/group/get_full_join_group_ids", Map.of("userID", "dataAnn"))
                .get("versionID")
                .asText())
        .isEqualTo("65a000000000000000000003");
  }

  @Test
  void readsGroups() throws Exception {
    JsonNode group =
        asAnn("/group/get_groups_info", Map.of("groupIDs", List.of("dataGroup")))
            .at("/groupInfos/0");
    assertThat(group.get("groupName").asText()).isEqualTo("Data");
    assertThat(group.get("ownerUserID").asText()).isEqualTo("dataAnn");
    assertThat(group.get("needVerification").asInt()).isEqualTo(1);
    assertThat(group.get("notificationUpdateTime").asLong())
        .isEqualTo(millis("2026-01-05T00:00:01Z"));
    JsonNode bob =
        asAnn(
                "/group/get_group_members_info",
                Map.of("groupID", "dataGroup", "userIDs", List.of("dataBob")))
            .at("/members/0");
    assertThat(bob.get("nickname").asText()).isEqualTo("B");
    assertThat(bob.get("muteEndTime").asLong()).isEqualTo(millis("2099-01-01T00:00:00Z"));
    JsonNode application =
        asAnn("/group/get_recv_group_applicationList", paged("fromUserID", "dataAnn"))
            .at("/groupRequests/0");
    assertThat(application.get("reqMsg").asText()).isEqualTo("let me in");
    assertThat(application.get("handleMsg").asText()).isEqualTo("welcome");
  }

  @Test
  void readsConversations() throws Exception {
    JsonNode conversation =
        asAnn(
                "/conversation/get_conversation",
                Map.of("ownerUserID", "dataAnn", "conversationID", CHAT))
            .get("conversation");
    assertThat(conversation.get("recvMsgOpt").asInt()).isEqualTo(2);
    assertThat(conversation.get("isPinned").asBoolean()).isTrue();
    assertThat(conversation.get("isPrivateChat").asBoolean()).isTrue();
    assertThat(conversation.get("burnDuration").asInt()).isEqualTo(30);
    assertThat(conversation.get("msgDestructTime").asLong()).isEqualTo(86400);
    assertThat(conversation.get("latestMsgDestructTime").asLong()).isEqualTo(-62_135_596_800_000L);
  }

  @Test
  void readsMessagesAndReadPositions() throws Exception {
    JsonNode chat =
        asAnn(
                "/msg/pull_msg_by_seq",
                Map.of(
                    "userID",
                    "dataAnn",
                    "seqRanges",
                    List.of(Map.of("conversationID", CHAT, "begin", 1, "end", 3, "num", 3))))
            .at("/msgs/" + CHAT + "/Msgs");
    JsonNode first = chat.get(0);
    assertThat(first.get("sendTime").asLong()).isEqualTo(1_767_800_000_000L);
    assertThat(first.get("createTime").asLong()).isEqualTo(1_767_799_999_999L);
    assertThat(first.get("serverMsgID").asText()).isEqualTo("s1");
    assertThat(first.get("options")).isEqualTo(json("{\"history\":true,\"unreadCount\":false}"));
    assertThat(first.at("/offlinePushInfo/iOSPushSound").asText()).isEqualTo("s");
    assertThat(first.at("/atUserIDList/0").asText()).isEqualTo("dataBob");
    assertThat(first.get("isRead").asBoolean()).isTrue();
    assertThat(
            new String(
                Base64.getDecoder().decode(first.get("content").asText()), StandardCharsets.UTF_8))
        .isEqualTo("{\"content\":\"one\"}");
    // Deleted for the reader, and taken back by its sender.
    assertThat(chat.get(1).get("content").isNull()).isTrue();
    assertThat(chat.get(1).get("status").asInt()).isEqualTo(4);
    assertThat(chat.findValuesAsText("contentType")).endsWith("2101");

    JsonNode seqs =
        asAnn(
                "/msg/get_conversations_has_read_and_max_seq",
                Map.of("userID", "dataAnn", "conversationIDs", List.of(CHAT)))
            .at("/seqs/" + CHAT);
    assertThat(seqs.get("hasReadSeq").asLong()).isEqualTo(2);
  }

  @Test
  void readsClientLogs() throws Exception {
    JsonNode log =
        rest.asAdmin("/third/logs/search", paged("keyword", "dataAnn")).at("/logsInfos/0");
    assertThat(log.get("logID").asText()).isEqualTo("1234567890");
    assertThat(log.get("nickname").asText()).isEqualTo("Ann");
  }

  @Test
  void writesTheSameLayout() throws Exception {
    writeEverywhere();
    StoredLayout layout = new StoredLayout();
    Until.holds(
        "the messages are stored",
        SOON,
        () -> stored("sg_dataNew") && stored("si_dataCid_dataDan"));
    List<String> faults = new ArrayList<>();
    for (String collection : layout.collections()) {
      long rows = 0;
      for (BsonDocument row : database.getCollection(collection, BsonDocument.class).find()) {
        rows++;
        faults.addAll(layout.faults(collection, row));
      }
      assertThat(rows).as("rows of %s", collection).isPositive();
    }
    assertThat(faults).isEmpty();
  }

  private static void writeEverywhere() throws Exception {
    rest.register(List.of("dataDan", "dataEve"));
    String cid = rest.userToken("dataCid");
    String dan = rest.userToken("dataDan");
    rest.post(
        "/user/process_user_command_add",
        Map.of("userID", "dataCid", "type", 1, "uuid", "u", "value", "v"),
        cid);
    rest.asAdmin(
        "/user/set_user_client_config", Map.of("userID", "dataCid", "configs", Map.of("k", "v")));
    rest.post(
        "/friend/add_friend",
        Map.of("fromUserID", "dataDan", "toUserID", "dataCid", "reqMsg", "m"),
        dan);
    rest.post(
        "/friend/add_friend_response",
        Map.of("fromUserID", "dataDan", "toUserID", "dataCid", "handleResult", 1),
        cid);
    rest.post("/friend/add_black", Map.of("ownerUserID", "dataCid", "blackUserID", "dataEve"), cid);
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID", "dataCid",
            "memberUserIDs", List.of("dataDan"),
            "groupInfo", Map.of("groupID", "dataNew", "groupName", "New", "groupType", 2)));
    rest.post(
        "/group/join_group",
        Map.of("groupID", "dataNew", "joinSource", 3, "inviterUserID", "dataEve"),
        rest.userToken("dataEve"));
    rest.post(
        "/group/group_application_response",
        Map.of(
            "groupID", "dataNew", "fromUserID", "dataEve", "handleResult", 1, "handledMsg", "in"),
        cid);
    rest.post(
        "/conversation/set_conversations",
        Map.of(
            "userIDs", List.of("dataCid"),
            "conversation",
                Map.of(
                    "conversationID",
                    "sg_dataNew",
                    "conversationType",
                    3,
                    "groupID",
                    "dataNew",
                    "recvMsgOpt",
                    1)),
        cid);
    rest.asAdmin(
        "/msg/send_msg",
        Map.of(
            "sendID",
            "dataDan",
            "recvID",
            "dataCid",
            "senderPlatformID",
            1,
            "contentType",
            101,
            "sessionType",
            1,
            "content",
            Map.of("content", "hello"),
            "offlinePushInfo",
            Map.of("title", "t")));
    rest.asAdmin(
        "/msg/send_msg",
        Map.of(
            "sendID",
            "dataCid",
            "groupID",
            "dataNew",
            "senderPlatformID",
            1,
            "contentType",
            106,
            "sessionType",
            3,
            "content",
            Map.of("text", "@dan", "atUserList", List.of("dataDan"), "isAtSelf", false)));
    Until.holds("a message to read", SOON, () -> stored("si_dataCid_dataDan"));
    rest.post(
        "/msg/mark_conversation_as_read",
        Map.of(
            "userID",
            "dataCid",
            "conversationID",
            "si_dataCid_dataDan",
            "hasReadSeq",
            1,
            "seqs",
            List.of(1)),
        cid);
    rest.post(
        "/third/logs/upload",
        Map.of("platform", 5, "fileURLs", List.of(Map.of("filename", "f", "URL", "u"))),
        cid);
  }

  private static boolean stored(String conversationID) {
    return database.getCollection("msg").find(new Document("doc_id", conversationID + ":0")).first()
        != null;
  }

  /// The rows of `stored.json`; a document of messages gets all its slots.
  private static void fill() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            ReferenceDataTest.class.getResourceAsStream("stored.json"), "stored.json")) {
      Document rows = Document.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      for (String collection : rows.keySet()) {
        for (Document row : rows.getList(collection, Document.class)) {
          if (collection.equals("msg")) {
            List<Document> slots = new ArrayList<>(row.getList("msgs", Document.class));
            while (slots.size() < SLOTS) {
              slots.add(new Document("msg", null));
            }
            row.put("msgs", slots);
          }
          database.getCollection(collection).insertOne(row);
        }
      }
    }
  }

  private static JsonNode asAnn(String path, Object body) throws Exception {
    return rest.post(path, body, ann);
  }

  private static JsonNode since(String path, String key, String id, String versionID)
      throws Exception {
    JsonNode changes = asAnn(path, Map.of(key, id, "versionID", versionID, "version", 1));
    assertThat(changes.get("full").asBoolean()).as(path).isFalse();
    assertThat(changes.get("versionID").asText()).isEqualTo(versionID);
    return changes;
  }

  private static Map<String, Object> paged(String key, String id) {
    return Map.of(key, id, "pagination", Map.of("pageNumber", 1, "showNumber", 10));
  }

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text);
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
