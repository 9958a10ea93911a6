package im.common.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.config.LogConfig;
import im.common.context.RequestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {

  private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJVc2VySUQiOiJ1In0.c2lnbmF0dXJl";

  @TempDir Path directory;

  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("im.msggateway.Test");

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void aTextLineCarriesTheRequest() throws IOException {
    configure(5, false);

    RequestContext.of("op-1", "ann").withPlatform("Web").run(() -> log.info("sent {}", 3));
    log.info("outside");

    assertThat(lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("\tINFO\t[PID:", "]\tim-test\t[", "\t[im.msggateway.Test]\tsent 3\t")
                    .endsWith(
                        "{\"platform\":\"Web\",\"operationID\":\"op-1\",\"opUserID\":\"ann\"}"),
            line -> assertThat(line).endsWith("outside\t{}"));
  }

  @Test
  void aJsonLineIsOneObject() throws IOException {
    configure(5, true);

    RequestContext.of("op-2", "")
        .run(() ->
            log.atWarn()
                .addKeyValue("seq", 7)
                .setCause(new IllegalStateException("no \"disk\""))
                .log("cannot\nwrite"));

    JsonNode line = new ObjectMapper().readTree(lines().getFirst());
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("logger").asText()).isEqualTo("im-test");
    assertThat(line.get("caller").asText()).isEqualTo("im.msggateway.Test");
    assertThat(line.get("msg").asText()).isEqualTo("cannot\nwrite");
    assertThat(line.get("PID").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(line.get("operationID").asText()).isEqualTo("op-2");
    assertThat(line.has("opUserID")).isFalse();
    assertThat(line.get("seq").asText()).isEqualTo("7");
    assertThat(line.get("error").asText())
        .isEqualTo("java.lang.IllegalStateException: no \"disk\"");
    assertThat(line.get("stack").asText()).contains("LoggingTest.java");
  }

  @Test
  void tokensAreMaskedWhereverTheyStand() throws IOException {
    configure(5, false);

    log.atError()
        .addKeyValue("url", "/?token=" + TOKEN)
        .setCause(new IllegalStateException("bad " + TOKEN))
        .log("token {} expired", TOKEN);

    assertThat(String.join("\n", lines()))
        .doesNotContain(TOKEN)
        .contains("token <token> expired", "/?token=<token>", "bad <token>");
  }

  @Test
  void aMessageCannotPoseAsAnotherLine() throws IOException {
    configure(5, false);

    log.info("name {}", "x\n2026-01-01\tERROR\r\tforged");

    assertThat(lines()).hasSize(1).first().asString().contains("x\\n2026-01-01 ERROR\\r forged");
  }

  @Test
  void numbersOfTheFileAreLevels() throws IOException {
    configure(3, false);
    log.info("not this");
    log.warn("this");
    configure(6, false);
    log.debug("and this");
    context.getLogger("org.apache.kafka.clients.Fetcher").info("nor this");
    context.getLogger("org.apache.kafka.clients.Fetcher").warn("but this");
    context.getLogger("some.library").debug("nor that");
    context.getLogger("some.library").info("but that");

    assertThat(lines())
        .extracting(line -> line.split("\t", -1)[6])
        .containsExactly("this", "and this", "but this", "but that");
  }

  @Test
  void levelsChangeAtRunTime() throws IOException {
    configure(4, false);
    LogLevels levels = new LogLevels(context);

    levels.set("im.msggateway", "debug");
    log.debug("one");
    levels.set("im.msggateway", "INHERITED");
    log.debug("two");

    assertThat(lines()).singleElement().asString().contains("one");
    assertThat(levels.effective("im.msggateway.Test")).isEqualTo("INFO");
    assertThat(levels.own()).containsEntry("im", "INFO").containsEntry("io.netty", "WARN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> levels.set("im", "loud"))
        .withMessageStartingWith("level: loud (expected: one of TRACE, DEBUG,");
    assertThatIllegalArgumentException().isThrownBy(() -> levels.set("ROOT", "inherited"));
  }

  private void configure(int level, boolean json) {
    Logging.apply(
        context,
        new LogConfig(directory.toString(), 24, 2, level, false, json, true, false),
        "im-test");
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    // Two at midnight, named by the day.
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }
}
