package im.common.queue;

import im.common.config.ConfigException;
import im.common.config.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/// The client's settings for TLS, from the PEM files that `kafka.yml` names.
final class KafkaTls {
  private static final String PEM = "PEM";

  private KafkaTls() {}

  /// @throws ConfigException when a file cannot be read
  static Map<String, Object> settings(KafkaConfig.Tls config) {
    Map<String, Object> settings = new HashMap<>();
    if (!config.caCrt().isEmpty()) {
      settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
      settings.put(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
          new Password(text("caCrt", config.caCrt())));
    }
    if (!config.clientCrt().isEmpty()) {
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
      settings.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
          new Password(text("clientCrt", config.clientCrt())));
      settings.put(
          SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(text("clientKey", config.clientKey())));
      if (!config.clientKeyPwd().isEmpty()) {
        settings.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, new Password(config.clientKeyPwd()));
      }
    }
    return settings;
  }

  private static String text(String key, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new ConfigException(
          "kafka.yml: tls.%s: %s (expected: a file that can be read)".formatted(key, file));
    }
  }
}
