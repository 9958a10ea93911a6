package im.bench.client;

/// The connection ended, or gave no reply in time, before a request was answered.
public final class ConnectionLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Carries no stack: it is an outcome of fault tests, not a fault of the bench.
  public ConnectionLostException(String message) {
    super(message, null, false, false);
  }
}
