package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import im.common.testing.Until;
import im.standalone.architecture.MetricsTable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What dashboards and probes read of a running server (`reference/metrics.tsv`).
class OperatorViewTest extends RightAnswersBed {
  @ParameterizedTest
  @CsvSource({
    "user_login_total,counter",
    "user_register_total,counter",
    "single_chat_msg_process_success_total,counter",
    "single_chat_msg_process_failed_total,counter",
    "group_chat_msg_process_success_total,counter",
    "group_chat_msg_process_failed_total,counter",
    "online_user_num,gauge",
    "msg_offline_push_failed_total,counter",
    "msg_long_time_push_total,counter",
    "msg_insert_redis_success_total,counter",
    "msg_insert_redis_failed_total,counter",
    "msg_insert_mongo_success_total,counter",
    "msg_insert_mongo_failed_total,counter",
    "seq_set_failed_total,counter",
    "api_count,counter",
    "http_count,counter",
    "rpc_count,counter",
    "process_cpu_seconds_total,counter",
    "process_open_fds,gauge",
    "process_max_fds,gauge",
    "process_virtual_memory_bytes,gauge",
    "process_virtual_memory_max_bytes,gauge",
    "process_resident_memory_bytes,gauge",
    "process_start_time_seconds,gauge",
  })
  void everyFamilyHasTheNameAndTypeThatIsQueried(String name, String type) throws Exception {
    assertThat(metrics()).contains("# TYPE " + name + " " + type);
  }

  @Test
  void whatHappensIsCounted() throws Exception {
    double logins = value("user_login_total");
    double registered = value("user_register_total");
    double single = value("single_chat_msg_process_success_total");
    double toGroups = value("group_chat_msg_process_success_total");
    double refused = value("group_chat_msg_process_failed_total");
    double cached = value("msg_insert_redis_success_total");
    double stored = value("msg_insert_mongo_success_total");

    var _ = rest.loginAdmin();
    rest.register(List.of(ann + "x", ann + "y"));
    try (ChatUser a = login(ann);
        ChatUser b = login(bob);
        ChatUser c = login(cid)) {
      Until.holds("three are online", SOON, () -> value("online_user_num") == 3);
      a.send(a.textTo(bob, "hi").build());
      found(group);
      a.send(a.textToGroup(group, "hi all").build());
      Until.holds("it arrived", SOON, () -> b.receivedTexts().contains("hi all"));
      assertThat(catchThrowable(() -> c.send(c.textToGroup(group, "let me in").build())))
          .hasMessageContaining("1203");
    }
    Until.holds("nobody is online", SOON, () -> value("online_user_num") == 0);
    assertThat(value("user_login_total")).isEqualTo(logins + 1);
    assertThat(value("user_register_total")).isEqualTo(registered + 2);
    assertThat(value("single_chat_msg_process_success_total")).isGreaterThan(single);
    assertThat(value("group_chat_msg_process_success_total")).isGreaterThan(toGroups);
    assertThat(value("group_chat_msg_process_failed_total")).isEqualTo(refused + 1);
    Until.holds("cached", SOON, () -> value("msg_insert_redis_success_total") > cached);
    Until.holds("stored", SOON, () -> value("msg_insert_mongo_success_total") > stored);
    assertThat(metrics())
        .anyMatch(line ->
            line.startsWith("api_count{code=\"0\",method=\"POST\",path=\"/user/user_register\"}"))
        .anyMatch(line ->
            line.startsWith(
                "http_count{method=\"POST\",path=\"/user/user_register\",status=\"200\"}"))
        .anyMatch(line ->
            line.startsWith("rpc_count{code=\"0\",name=\"")
                && line.contains("path=\"/openim.user.user/userRegister\"}"));
  }

  @Test
  void everyMetricOfOursIsExplainedToOperators() throws Exception {
    Set<String> explained = MetricsTable.names();
    assertThat(metrics())
        .filteredOn(line -> line.startsWith("# TYPE "))
        .extracting(line -> line.split(" ", -1)[2].replaceFirst("_seconds_max$", "_seconds"))
        .filteredOn(name -> !name.matches("(jvm|process|system|cache)_.*"))
        .isNotEmpty()
        .isSubsetOf(explained);
  }

  @Test
  void aProbeHearsThatTheProcessIsAlive() throws Exception {
    assertThat(get(server.metricsAddress().replace("/metrics", "/healthz"))).isEqualTo("ok\n");
  }

  private static double value(String name) throws Exception {
    return metrics().stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> metrics() throws Exception {
    return get(server.metricsAddress()).lines().toList();
  }

  private static String get(String address) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
