package im.common.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  @TempDir Path directory;

  @Test
  void aFileIsLaidOverTheDefaultsKeyByKey() throws IOException {
    write("kafka.yml", "address: [a:1, b:2]\ntls:\n  enableTLS: true\n");

    KafkaConfig kafka = load(Map.of()).kafka();

    assertThat(kafka.address()).containsExactly("a:1", "b:2");
    assertThat(kafka.tls().enableTLS()).isTrue();
    assertThat(kafka.toRedisTopic()).isEqualTo("toRedis");
    assertThat(kafka.producerAck()).isEqualTo("wait_for_all");
  }

  @Test
  void valuesAreReadAsLenientlyAsTheReferenceReadsThem() throws IOException {
    write("share.yml", "secret: 0123\n");
    write("redis.yml", "address: a:1, b:2\ndb: \"3\"\n");
    write(
        "openim-rpc-msg.yml",
        "RateLimiter:\n  Enable: 1\n  WINDOW: 1m30s\nfriendVerify:\nprometheus:\n");

    ImConfig config = load(Map.of());

    assertThat(config.share().secret()).isEqualTo("0123");
    assertThat(config.redis().address()).containsExactly("a:1", "b:2");
    assertThat(config.redis().db()).isEqualTo(3);
    assertThat(config.rpcMsg().ratelimiter().enable()).isTrue();
    assertThat(config.rpcMsg().ratelimiter().window()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.rpcMsg().friendVerify()).isFalse();
    assertThat(config.rpcMsg().prometheus().enable()).isFalse();
  }

  @Test
  void theEnvironmentGoesBeforeFiles() throws IOException {
    write("mongodb.yml", "password: of-the-file\n");

    ImConfig config =
        load(
            Map.of(
                "IMENV_MONGODB_PASSWORD", "of-the-environment",
                "IMENV_MONGODB_DATABASE", "",
                "IMENV_OPENIM_RPC_USER_RPC_PORTS", "10110,10111",
                "IMENV_DISCOVERY_ETCD_ADDRESS", "e:1",
                "IMENV_WEBHOOKS_AFTERUSERONLINE_ENABLE", "true"));

    assertThat(config.mongodb().password()).isEqualTo("of-the-environment");
    assertThat(config.mongodb().database()).isEqualTo("openim_v3");
    assertThat(config.rpcUser().rpc().ports()).containsExactly(10110, 10111);
    assertThat(config.discovery().etcd().address()).containsExactly("e:1");
    assertThat(config.webhooks().hooks())
        .hasEntrySatisfying("afterUserOnline", hook -> assertThat(hook.enable()).isTrue());
  }

  @Test
  void variablesOfLocalCacheNeedNoPrefixAndNeverHideABlock() {
    ImConfig config = load(Map.of("USER", "root", "USER_SLOTNUM", "7", "GROUP_TOPIC", "G"));

    assertThat(config.localCache().user().topic()).isEqualTo("DELETE_CACHE_USER");
    assertThat(config.localCache().user().slotNum()).isEqualTo(7);
    assertThat(config.localCache().group().topic()).isEqualTo("G");
  }

  @Test
  void defaultsOfTheProgramGiveWayKeyByKey() throws IOException {
    Map<String, Object> defaults =
        Map.of("openim-api.yml/api.listenIP", "127.0.0.1", "log.yml/remainLogLevel", 4);
    write("openim-api.yml", "api:\n  compressionLevel: 1\n");
    write("log.yml", "remainLogLevel: 5\n");

    ImConfig files = ConfigLoader.load(defaults, directory, Map.of(), Map.of()).config();
    assertThat(files.api().api().listenIP()).isEqualTo("127.0.0.1");
    assertThat(files.api().api().compressionLevel()).isEqualTo(1);
    assertThat(files.log().remainLogLevel()).isEqualTo(5);

    Map<String, String> variables =
        Map.of("IMENV_OPENIM_API_API_LISTENIP", "10.0.0.1", "IMENV_LOG_REMAINLOGLEVEL", "6");
    ImConfig environment = ConfigLoader.load(defaults, null, variables, Map.of()).config();
    assertThat(environment.api().api().listenIP()).isEqualTo("10.0.0.1");
    assertThat(environment.log().remainLogLevel()).isEqualTo(6);
  }

  @Test
  void valuesGivenInCodeGoBeforeAll() {
    Map<String, Object> overrides =
        Map.of(
            "kafka.yml/address", List.of("k:1"),
            "openim-rpc-auth.yml/tokenPolicy.expire", 7,
            "openim-push.yml/ratelimiter.window", Duration.ofMillis(1500),
            "discovery.yml/fixed", Map.of("user-rpc-service", List.of("u:1", "u:2")),
            "discovery.yml/dns.msg-rpc-service", "m:3");

    ImConfig config =
        ConfigLoader.load(Map.of(), null, Map.of("IMENV_KAFKA_ADDRESS", "e:1"), overrides).config();

    assertThat(config.kafka().address()).containsExactly("k:1");
    assertThat(config.rpcAuth().tokenPolicy().lifetime()).isEqualTo(Duration.ofDays(7));
    assertThat(config.push().ratelimiter().window()).isEqualTo(Duration.ofMillis(1500));
    assertThat(config.discovery().fixed())
        .isEqualTo(Map.of("user-rpc-service", List.of("u:1", "u:2")));
    assertThat(config.discovery().dns()).isEqualTo(Map.of("msg-rpc-service", "m:3"));
  }

  @Test
  void valuesCanComeFromTheEnvironmentAndFromFiles() throws IOException {
    write("share.yml", "secret: env:IM_SECRET\n");
    write("redis.yml", "password: file:redis.password\n");
    write("redis.password", "hidden\n");

    ImConfig config = load(Map.of("IM_SECRET", "signing"));

    assertThat(config.share().secret()).isEqualTo("signing");
    assertThat(config.redis().password()).isEqualTo("hidden");
  }

  @Test
  void unknownKeysAreWarnings() throws IOException {
    write("kafka.yml", "adress: [a:1]\ntls:\n  enable: true\n");
    write("notification.yml", "groupCancelMuted:\n  defaultTips:\n    tips: x\nnope: {}\n");
    write("discovery.yml", "fixed:\n  user-rpc-service: [u:1]\n");

    List<String> warnings = ConfigLoader.load(Map.of(), directory, Map.of(), Map.of()).warnings();

    assertThat(warnings)
        .containsExactly(
            "ignored because there is no such key, is it misspelt? "
                + "kafka.yml: adress; kafka.yml: tls.enable; notification.yml: nope");
  }

  @Test
  void knownKeysWithoutEffectAreWarningsWhenTheyAreSet() throws IOException {
    write("openim-rpc-user.yml", "ratelimiter:\n  enable: true\n  window: 20s\n");
    write("redis.yml", "poolSize: 7\nmaxRetry: 10\n");

    assertThat(ConfigLoader.load(Map.of(), directory, Map.of(), Map.of()).warnings())
        .containsExactly(
            "ignored because this server has nothing to set with it, the default may stay: "
                + "redis.yml: poolSize; openim-rpc-user.yml: ratelimiter.enable");
  }

  @Test
  void aWarningNamesOnlyWhatNobodyReads() throws IOException {
    write("local-cache.yml", "auth: {slotNum: 7, failedExpire: 6}\ngroup: {slotNum: 7}\n");
    write("webhooks.yml", "beforeAddFriend: {enable: true}\n");
    write("openim-push.yml", "rpc: {listenIP: 10.0.0.1}\nenable: getui\n");
    write("openim-api.yml", "prometheus: {Enable: false, grafanaURL: http://g, ports: [1]}\n");

    assertThat(ConfigLoader.load(Map.of(), directory, Map.of(), Map.of()).warnings())
        .containsExactly(
            "ignored because this server has nothing to set with it, the default may stay: "
                + "local-cache.yml: auth.failedExpire; local-cache.yml: group.slotNum; "
                + "webhooks.yml: beforeAddFriend.enable; openim-api.yml: prometheus.Enable; "
                + "openim-push.yml: enable");
  }

  @Test
  void defaultsThatAreWrittenDownAreNoWarnings() throws IOException {
    for (ConfigFile file : ConfigFile.values()) {
      try (InputStream builtIn = ConfigLoader.class.getResourceAsStream(file.fileName())) {
        Files.copy(requireNonNull(builtIn), directory.resolve(file.fileName()));
      }
    }
    assertThat(ConfigLoader.load(Map.of(), directory, Map.of(), Map.of()).warnings()).isEmpty();
  }

  @Test
  void aQueueThatIsNotThereIsRefused() throws IOException {
    write("share.yml", "queue: redis\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(Map.of()))
        .withMessageContaining("share.yml: queue: redis");
  }

  @Test
  void everyNotificationIsReliableAndUncounted() throws IOException {
    write("notification.yml", "groupCreated:\n  reliabilityLevel: 2\n  unreadCount: true\n");

    NotificationConfig config = load(Map.of()).notification();

    assertThat(config.forContentType(1501))
        .hasValueSatisfying(entry -> {
          assertThat(entry.isSendMsg()).isTrue();
          assertThat(entry.reliabilityLevel()).isEqualTo(1);
          assertThat(entry.unreadCount()).isFalse();
        });
    assertThat(config.forContentType(1702)).isPresent();
    assertThat(config.forContentType(9999)).isEmpty();
  }

  @Test
  void aWrongValueIsOneLineThatNamesEverything() throws IOException {
    refused("kafka.yml", "tls: {enableTLS: maybe}")
        .withMessage("kafka.yml: tls.enableTLS: maybe (expected: true or false)");
    refused("redis.yml", "db: many").withMessage("redis.yml: db: many (expected: a whole number)");
    refused("redis.yml", "redisMode: clutser")
        .withMessage(
            "redis.yml: redisMode: clutser (expected: one of standalone, cluster, sentinel)");
    refused("openim-api.yml", "api: {ports: [10002, 70000]}")
        .withMessage("openim-api.yml: api.ports: 70000 (expected: port numbers 0..65535)");
    refused("openim-push.yml", "ratelimiter: {window: 20 s}")
        .withMessage(
            "openim-push.yml: ratelimiter.window: 20 s (expected: a time such as 3s or 1h30m)");
    refused("share.yml", "imAdminUser: {userIDs: [a, b], nicknames: [x]}")
        .withMessage(
            "share.yml: imAdminUser.nicknames: [x] (expected: one for each of userIDs [a, b])");
    refused("share.yml", "imAdminUser: imAdmin")
        .withMessage("share.yml: imAdminUser: imAdmin (expected: a block of keys)");
    refused("webhooks.yml", "afterUserOnline: {deniedTypes: [101, x]}")
        .withMessage("webhooks.yml: afterUserOnline.deniedTypes[1]: x (expected: a whole number)");
    refused("discovery.yml", "{enable: zookeeper}")
        .withMessageStartingWith("discovery.yml: enable: zookeeper (expected: one of etcd,");
    refused("discovery.yml", "{fixed: {user-rpc-service: [here]}}")
        .withMessage("discovery.yml: fixed.user-rpc-service: here (expected: host:port)");
    refused("share.yml", "secret: env:IM_SECRET")
        .withMessage(
            "share.yml: secret: env:IM_SECRET "
                + "(expected: that the environment variable IM_SECRET is set)");
    refused("share.yml", "secret: file:absent")
        .withMessage("share.yml: secret: file:absent (expected: a file that can be read)");
  }

  @Test
  void aFileThatIsNoYamlNamesTheLine() throws IOException {
    refused("log.yml", "isJson: true\nisJson: false")
        .withMessageMatching("log.yml: line 2: .*isJson.* \\(expected: valid YAML\\)");
    refused("log.yml", "isJson: [true").withMessageMatching("log.yml: line \\d+: .*valid YAML.*");
    refused("log.yml", "just words")
        .withMessage("log.yml: line 1: just words (expected: keys and values)");
  }

  @Test
  void aMissingDirectoryAndAnUnknownOverrideStopTheStart() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> ConfigLoader.load(Map.of(), directory.resolve("absent"), Map.of(), Map.of()))
        .withMessageContaining("(expected: an existing directory)");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigLoader.defaults(Map.of("kafka.yaml/address", "a:1")))
        .withMessage("configuration file: kafka.yaml (expected: a known file)");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigLoader.defaults(Map.of("kafka.yml/tls.enable", true)))
        .withMessage("override: kafka.yml/tls.enable (expected: a known key)");
  }

  @Test
  void portsAreChosenByInstance() {
    ImConfig config =
        ConfigLoader.defaults(
            Map.of(
                "openim-rpc-user.yml/rpc.autoSetPorts", false,
                "openim-rpc-user.yml/rpc.ports", List.of(1, 2),
                "openim-rpc-user.yml/prometheus.ports", List.of(3)));

    assertThat(config.rpcAuth().rpc().port(5)).isZero();
    assertThat(config.rpcAuth().metricsPort(5)).isZero();
    assertThat(config.rpcUser().rpc().port(1)).isEqualTo(2);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> config.rpcUser().metricsPort(1))
        .withMessage("prometheus.ports: [3] (expected: an entry for instance index 1)");
  }

  private ThrowableAssertAlternative<ConfigException> refused(String file, String text)
      throws IOException {
    write(file, text);
    try {
      return assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> load(Map.of()));
    } finally {
      Files.delete(directory.resolve(file));
    }
  }

  private ImConfig load(Map<String, String> environment) {
    return ConfigLoader.load(Map.of(), directory, environment, Map.of()).config();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }
}
