package im.api.edge;

import im.common.error.ErrorCode;
import im.common.error.ImException;

/// The body of a composite route does not fit its struct: HTTP status 400, unlike all other errors
/// (`reference/rest-api.md` 1.2).
public final class UnreadableBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ImException error;

  /// Says with `error` what does not fit.
  public UnreadableBodyException(ImException error) {
    super(error.getMessage(), error, false, false);
    this.error = error;
  }

  /// 1001 with a text that names field, value and expectation.
  public static UnreadableBodyException because(String detail) {
    return new UnreadableBodyException(ErrorCode.ARGS.because(detail));
  }

  /// The error of the envelope.
  public ImException error() {
    return error;
  }
}
