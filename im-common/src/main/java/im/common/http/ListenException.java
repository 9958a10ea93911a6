package im.common.http;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A server cannot listen where it should. The text is one line: the address, and why not.
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  /// `cause` is what the attempt to bind `address` ended with.
  public ListenException(InetSocketAddress address, Throwable cause) {
    super(
        "cannot listen on %s:%d: %s"
            .formatted(address.getHostString(), address.getPort(), reason(cause)),
        cause);
  }

  /// What the system said, below all that libraries say about it.
  private static String reason(Throwable cause) {
    Throwable first = cause;
    for (Throwable next = first.getCause(); next != null; next = next.getCause()) {
      first = next;
    }
    return first.getMessage() == null ? first.toString() : first.getMessage();
  }
}
