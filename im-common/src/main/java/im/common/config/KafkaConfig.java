package im.common.config;

import java.util.List;

/// `kafka.yml`: brokers, topics and consumer groups of the message queue.
///
/// SASL/PLAIN is used when `username` or `password` is set; an empty `producerAck` means
/// `wait_for_all`.
public record KafkaConfig(
    String username,
    @Secret String password,
    String producerAck,
    String compressType,
    List<String> address,
    String toRedisTopic,
    String toMongoTopic,
    String toPushTopic,
    String toOfflinePushTopic,
    String toRedisGroupID,
    String toMongoGroupID,
    String toPushGroupID,
    String toOfflinePushGroupID,
    Tls tls) {

  /// Checks names that the producer would only refuse later.
  public KafkaConfig {
    producerAck =
        Check.oneOf(
            "producerAck", producerAck, List.of("wait_for_all", "wait_for_local", "no_response"));
    compressType =
        Check.oneOf("compressType", compressType, List.of("none", "gzip", "snappy", "lz4", "zstd"));
    Check.notEmpty("address", address);
  }

  @Override
  public String toString() {
    return Redacted.toString(this);
  }

  /// TLS to the brokers; `clientCrt` and `clientKey` together (PEM paths) turn on mutual TLS. The
  /// key is PKCS #8.
  public record Tls(
      boolean enableTLS,
      String caCrt,
      String clientCrt,
      String clientKey,
      @Secret String clientKeyPwd,
      boolean insecureSkipVerify) {
    /// Refuses connections to whoever claims to be a broker.
    public Tls {
      Check.that(
          !insecureSkipVerify,
          "insecureSkipVerify",
          true,
          "false, and the brokers' CA under caCrt");
      Check.that(
          clientCrt.isEmpty() == clientKey.isEmpty(),
          "clientKey",
          clientKey,
          "a file beside clientCrt, or neither");
    }

    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }
}
