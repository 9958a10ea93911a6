package im.common.config;

/// `minio.yml`: the S3 endpoint used when `object.enable` is `minio`. The server talks to
/// `internalAddress`, URLs for clients are signed for `externalAddress` (empty: the internal one).
public record MinioConfig(
    String bucket,
    @Secret String accessKeyID,
    @Secret String secretAccessKey,
    @Secret String sessionToken,
    String internalAddress,
    String externalAddress,
    boolean publicRead) {
  @Override
  public String toString() {
    return Redacted.toString(this);
  }
}
