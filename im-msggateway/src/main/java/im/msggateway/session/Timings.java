package im.msggateway.session;

import java.time.Duration;

/// The clocks of a connection (`reference/ws-protocol.md` 5).
///
/// @param silence a connection from which nothing came for so long is closed
/// @param ping how often the server pings the platform that cannot ping itself
/// @param linger how long a connection that was ended is kept for the client to read the last frame
public record Timings(Duration silence, Duration ping, Duration linger) {
  /// What the protocol says.
  public static final Timings PROTOCOL =
      new Timings(Duration.ofSeconds(30), Duration.ofSeconds(27), Duration.ofSeconds(2));
}
