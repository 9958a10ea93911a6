package im.common.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports for servers that have to be told theirs.
public final class FreePort {
  /// Below those that the kernel gives to outgoing connections, which would take one between our
  /// look and the server's bind.
  private static final int HIGHEST = 32_000;

  private static final int LOWEST = 15_000;
  private static final int ATTEMPTS = 1000;

  private FreePort() {}

  /// A port of 127.0.0.1 on which nobody listens now.
  public static int find() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException _) {
        // Somebody listens there: the next may be free.
      }
    }
    throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
  }
}
