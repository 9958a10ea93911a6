package im.common.error;

/// An expected failure with an application code. It carries no stack trace: it is an answer, not a
/// fault, and is made on hot paths.
public final class ImException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int FIRST_RULE = 1000;

  private final int code;
  private final String text;
  private final String detail;

  /// `code` and `text` are what every client sees; `detail` goes into `errDlt` where the edge has
  /// one.
  public ImException(int code, String text, String detail) {
    super(
        detail.isEmpty() ? code + " " + text : code + " " + text + ": " + detail,
        null,
        false,
        false);
    this.code = code;
    this.text = text;
    this.detail = detail;
  }

  /// The application code (`reference/error-codes.tsv`).
  public int code() {
    return code;
  }

  /// The code's text, `errMsg` of an answer.
  public String text() {
    return text;
  }

  /// Which value was wrong and what was expected; empty when there is nothing to add.
  public String detail() {
    return detail;
  }

  /// True for a fault on the way, which a later try need not meet; false for what a rule answers,
  /// and will answer again. Codes below 1000 are faults.
  public boolean mayPass() {
    return code < FIRST_RULE || is(ErrorCode.DATABASE) || is(ErrorCode.NETWORK);
  }

  /// True when this error has the given code.
  public boolean is(ErrorCode other) {
    return code == other.code();
  }
}
