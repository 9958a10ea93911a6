package im.standalone.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.standalone.e2e.ChatUser;
import im.standalone.e2e.RestClient;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A user with a phone, which calls the REST API, and a browser, which listens.
final class Person implements AutoCloseable {
  private static final int PHONE = 2;

  private final String id;
  private final RestClient rest;
  private final String ws;
  private @Nullable String token;
  private @Nullable ChatUser browser;

  Person(String id, RestClient rest, String ws) {
    this.id = id;
    this.rest = rest;
    this.ws = ws;
  }

  String id() {
    return id;
  }

  /// The phone's token.
  String token() throws IOException, InterruptedException {
    if (id.equals(Stage.ADMIN)) {
      return rest.adminToken();
    }
    if (token == null) {
      token = rest.userToken(id, PHONE);
    }
    return token;
  }

  /// The `data` of a call that has to succeed.
  JsonNode post(String path, @Nullable Object... body) throws IOException, InterruptedException {
    return Objects.requireNonNullElse(rest.post(path, Body.of(body), token()), Told.json("{}"));
  }

  /// The code that a call is answered with.
  int code(String path, @Nullable Object... body) throws IOException, InterruptedException {
    return answer(path, body).get("errCode").asInt();
  }

  /// The whole answer to a call.
  JsonNode answer(String path, @Nullable Object... body) throws IOException, InterruptedException {
    return rest.answer(path, Body.of(body), token());
  }

  /// Opens the browser: it hears everything from now on.
  Person listen() throws IOException, InterruptedException {
    browser = ChatUser.connect(ws, id, rest.userToken(id));
    return this;
  }

  /// The browser, which has to listen.
  ChatUser browser() {
    return Objects.requireNonNull(browser, () -> id + " does not listen");
  }

  /// The first notification of a type, once it has come.
  Told hears(int contentType) throws Exception {
    return hears(contentType, _ -> true);
  }

  /// The first notification of a type that is the one meant, once it has come.
  Told hears(int contentType, Predicate<Told> meant) throws Exception {
    Until.holds(id + " hears " + contentType, () -> heard(contentType).stream().anyMatch(meant));
    return heard(contentType).stream().filter(meant).findFirst().orElseThrow();
  }

  /// The notifications of a type that have come, copies in chats left out.
  List<Told> heard(int contentType) {
    return pushed(contentType).stream().filter(told -> !told.conversationID().isEmpty()).toList();
  }

  /// The copies in chats of notifications of a type that have come.
  List<Told> copies(int contentType) {
    return pushed(contentType).stream().filter(told -> told.conversationID().isEmpty()).toList();
  }

  private List<Told> pushed(int contentType) {
    return browser().pushed().stream()
        .filter(pushed -> pushed.message().getContentType() == contentType)
        .map(Told::of)
        .toList();
  }

  @Override
  public void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
