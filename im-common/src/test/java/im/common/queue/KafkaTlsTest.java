package im.common.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.config.ConfigException;
import im.common.config.KafkaConfig.Tls;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.ssl.SslFactory;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PEM files as operators have them, read by the client that will use them.
class KafkaTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;
  private String certificate = "";
  private String key = "";

  @BeforeEach
  void make() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    certificate = pem("CERTIFICATE", keys.getCertificate("broker").getEncoded());
    key = pem("PRIVATE KEY", keys.getKey("broker", PASSWORD).getEncoded());
  }

  @Test
  void trustsTheNamedAuthorityAndShowsItsOwnCertificate() {
    Map<String, Object> settings =
        KafkaTls.settings(new Tls(true, certificate, certificate, key, "", false));
    assertThat(client(settings).createSslEngine("localhost", 9093).getUseClientMode()).isTrue();
    assertThat(settings.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void withoutFilesThePlatformsAuthoritiesHold() {
    assertThat(KafkaTls.settings(new Tls(true, "", "", "", "", false))).isEmpty();
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() ->
            KafkaTls.settings(new Tls(true, folder.resolve("no").toString(), "", "", "", false)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tls.caCrt");
    assertThatThrownBy(() -> new Tls(true, "", certificate, "", "", false))
        .hasMessageContaining("clientKey");
    assertThatThrownBy(() -> new Tls(true, "", "", "", "", true))
        .hasMessageContaining("insecureSkipVerify");
  }

  private static SslFactory client(Map<String, Object> settings) {
    String deserializer = StringDeserializer.class.getName();
    Map<String, Object> merged =
        new HashMap<>(
            new ConsumerConfig(
                    Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        List.of("localhost:9093"),
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                        deserializer,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        deserializer))
                .values());
    merged.putAll(settings);
    SslFactory factory = new SslFactory(ConnectionMode.CLIENT);
    factory.configure(merged);
    return factory;
  }

  private String pem(String kind, byte[] encoded) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    Path file = folder.resolve(kind.replace(' ', '-') + ".pem");
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, body, kind), US_ASCII);
    return file.toString();
  }
}
