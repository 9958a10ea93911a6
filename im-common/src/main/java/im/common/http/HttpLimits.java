package im.common.http;

import java.time.Duration;

/// What a server takes before it refuses.
///
/// @param maxBodyBytes how much of a request body is read; the rest is dropped
/// @param maxBufferedBytes bodies of all requests and answers that are not written yet together; a
///   request beyond is answered with 503
/// @param maxInFlight requests being handled at a time; one more is answered with 503
/// @param maxConnections open connections; one more is closed at once
/// @param idleTimeout after which a connection on which nothing moves is closed
public record HttpLimits(
    int maxBodyBytes,
    long maxBufferedBytes,
    int maxInFlight,
    int maxConnections,
    Duration idleTimeout) {

  /// Bodies of 16 MiB (`reference/rest-api.md` 2.5) and a quarter of the heap for all of them and
  /// the answers.
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          16 << 20, Runtime.getRuntime().maxMemory() / 4, 4096, 20_000, Duration.ofMinutes(2));
}
