package im.api.edge;

import im.common.http.HttpResponse;

/// An answer, with what metrics want to know of it.
///
/// @param errCode code of the envelope, or [#NO_ENVELOPE]
public record Reply(HttpResponse response, int errCode) {
  /// The code of an answer that is no envelope.
  public static final int NO_ENVELOPE = -1;

  /// An answer that is no envelope.
  public static Reply plain(HttpResponse response) {
    return new Reply(response, NO_ENVELOPE);
  }
}
