package im.standalone.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// TCP ports of 127.0.0.1.
public final class Ports {

  /// Below the range from which the kernel takes the ports of outgoing connections, which may
  /// otherwise grab a port between our look and the server's bind.
  private static final int LOWEST = 15_000;

  private static final int HIGHEST = 32_000;

  private static final int ATTEMPTS_TO_BIND = 5;

  /// What [#free] gave: stores start at the same time, so a port stays taken from then on.
  private static final Set<Integer> given = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /// Starts a server that binds the ports it is given.
  @FunctionalInterface
  interface Starter<T> {
    T on(List<Integer> ports) throws StartFailure;
  }

  /// Starts a server on `count` free ports, and once more on others when another process took one
  /// of them between the look and the server's bind.
  static <T> T onFree(int count, Starter<T> server) throws StartFailure {
    for (int attempt = 1; ; attempt++) {
      List<Integer> ports = Stream.generate(Ports::free).limit(count).toList();
      try {
        return server.on(ports);
      } catch (StartFailure failure) {
        boolean wasOvertaken = ports.stream().anyMatch(port -> !isFree("127.0.0.1", port));
        if (!wasOvertaken || attempt == ATTEMPTS_TO_BIND) {
          throw failure;
        }
      }
    }
  }

  /// Returns a port that nobody listens on at the moment of the call, each only once in this JVM.
  public static int free() {
    for (int attempt = 0; attempt < 1000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      // Given before it is looked at: the look binds it for a moment, which another's bind must not
      // meet.
      if (given.add(port) && isFree("127.0.0.1", port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port found on 127.0.0.1 between " + LOWEST + " and " + HIGHEST);
  }

  /// Tells whether a server could listen on `host`:`port` now.
  public static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // a connection in TIME_WAIT does not occupy the port
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Tells whether somebody accepts connections on 127.0.0.1:`port` now.
  public static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
