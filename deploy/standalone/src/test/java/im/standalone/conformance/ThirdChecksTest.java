package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Push tokens, badges and logs of clients.
class ThirdChecksTest {

  @Check(122)
  void aPushTokenIsOfADevice(Stage stage) throws Exception {
    Person ann = stage.somebody();
    assertThat(token(ann, 13, "t")).isEqualTo(1001);
    assertThat(token(ann, 0, "t")).isEqualTo(1001);
    assertThat(token(ann, 1, "")).isEqualTo(1001);
    assertThat(token(ann, 1, "t")).isZero();
    assertThat(token(ann, 12, "t")).isZero();
  }

  @Check(123)
  void aBadgeIsOnesOwn(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    String path = "/third/set_app_badge";
    assertThat(two.getFirst().code(path, "userID", two.get(1), "appUnreadCount", 1))
        .isEqualTo(1002);
    assertThat(two.getFirst().code(path, "userID", two.getFirst(), "appUnreadCount", 1)).isZero();
  }

  @Check(124)
  void logsAreForTheAdmin(Stage stage) throws Exception {
    Person ann = stage.somebody();
    Person admin = stage.admin();
    String upload = "/third/logs/upload";
    // An upload of nothing is refused as wrong, not with 500 (right-answers.md).
    assertThat(ann.code(upload, "platform", 2, "fileURLs", List.of())).isEqualTo(1001);
    ann.post(
        upload,
        "platform",
        2,
        "version",
        "1",
        "fileURLs",
        List.of(Body.of("filename", "a.log", "URL", "http://files.example/a")));
    String search = "/third/logs/search";
    assertThat(ann.code(search, "keyword", ann.id(), "pagination", Body.page(1, 9)))
        .isEqualTo(1002);
    assertThat(admin.code(search, "startTime", 2, "endTime", 1, "pagination", Body.page(1, 9)))
        .isEqualTo(1001);
    List<String> ids = texts(logs(admin, ann), "/logID");
    assertThat(ids).singleElement().asString().matches("[1-9][0-9]{9}");
    assertThat(texts(logs(admin, ann), "/filename")).containsExactly("a.log");
    List<String> withUnknown = List.of(ids.getFirst(), "1234567890123");
    assertThat(admin.code("/third/logs/delete", "logIDs", withUnknown)).isEqualTo(1004);
    assertThat(texts(logs(admin, ann), "/logID")).isEqualTo(ids);
    assertThat(ann.code("/third/logs/delete", "logIDs", ids)).isEqualTo(1002);
    admin.post("/third/logs/delete", "logIDs", ids);
    assertThat(logs(admin, ann)).isEmpty();
  }

  private static int token(Person user, int platformID, String token) throws Exception {
    return user.code(
        "/third/fcm_update_token",
        "platformID",
        platformID,
        "fcmToken",
        token,
        "account",
        user,
        "expireTime",
        60);
  }

  private static JsonNode logs(Person admin, Person user) throws Exception {
    return admin
        .post("/third/logs/search", "keyword", user.id(), "pagination", Body.page(1, 9))
        .get("logsInfos");
  }
}
