package im.common.config;

import java.util.List;

/// `openim-rpc-third.yml`: the service of objects.
public record RpcThirdConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker,
    ObjectStorage object)
    implements RpcProcessConfig {

  /// The store named by `enable`; `""` means that there is none.
  public record ObjectStorage(String enable, Cos cos, Oss oss, Kodo kodo, Aws aws) {
    /// Checks the name of the store.
    public ObjectStorage {
      if (!enable.isEmpty()) {
        enable = Check.oneOf("enable", enable, List.of("minio", "cos", "oss", "kodo", "aws"));
      }
    }
  }

  /// Tencent Cloud.
  public record Cos(
      String bucketURL,
      @Secret String secretID,
      @Secret String secretKey,
      @Secret String sessionToken,
      boolean publicRead) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }

  /// Alibaba Cloud.
  public record Oss(
      String endpoint,
      String bucket,
      String bucketURL,
      @Secret String accessKeyID,
      @Secret String accessKeySecret,
      @Secret String sessionToken,
      boolean publicRead) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }

  /// Qiniu.
  public record Kodo(
      String endpoint,
      String bucket,
      String bucketURL,
      @Secret String accessKeyID,
      @Secret String accessKeySecret,
      @Secret String sessionToken,
      boolean publicRead) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }

  /// Amazon S3.
  public record Aws(
      String region,
      String bucket,
      @Secret String accessKeyID,
      @Secret String secretAccessKey,
      @Secret String sessionToken,
      boolean publicRead) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }
}
