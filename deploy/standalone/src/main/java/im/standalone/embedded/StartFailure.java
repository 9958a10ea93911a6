package im.standalone.embedded;

/// The server cannot start, and the message is the one line that the user gets to read: what is
/// wrong, with the value, and what to do about it. It carries no stack trace.
public final class StartFailure extends Exception {

  public StartFailure(String line) {
    super(line, null, false, false);
  }
}
