package im.bench.client;

/// A REST call that was not answered with errCode 0.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// `message` says which call, and what came back.
  public ApiException(String message) {
    super(message);
  }

  /// The call got no answer.
  public ApiException(String message, Throwable cause) {
    super(message, cause);
  }
}
