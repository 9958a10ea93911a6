package im.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

  @TempDir private Path folder;

  @Test
  void aPortIsGivenOnce() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      assertThat(seen.add(Ports.free())).isTrue();
    }
  }

  @Test
  void aServerWhosePortWasTakenStartsOnAnother() throws Exception {
    List<ServerSocket> others = new ArrayList<>();
    int port =
        Ports.onFree(
            1,
            ports -> {
              if (others.isEmpty()) {
                others.add(listen(ports.getFirst()));
                throw new StartFailure("overtaken");
              }
              return ports.getFirst();
            });
    try (ServerSocket other = others.getFirst()) {
      assertThat(port).isNotEqualTo(other.getLocalPort());
    }
  }

  @Test
  void aServerThatFailsOnAFreePortIsNotTriedAgain() {
    List<List<Integer>> tried = new ArrayList<>();
    assertThatThrownBy(() ->
            Ports.onFree(
                2,
                ports -> {
                  tried.add(ports);
                  throw new StartFailure("broken");
                }))
        .isInstanceOf(StartFailure.class)
        .hasMessage("broken");
    assertThat(tried).hasSize(1);
  }

  @Test
  void everyStoreSaysThatItsPortIsTaken() throws Exception {
    try (ServerSocket other = listen(Ports.free())) {
      int port = other.getLocalPort();
      assertThatThrownBy(() -> EmbeddedKafka.start(folder.resolve("kafka"), port))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("cannot listen on its port");
      assertThatThrownBy(() -> JavaMongo.start(folder, port))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("cannot listen on its port");
    }
    JavaMongo.start(folder, Ports.free()).close(); // the failed start let go of the file
  }

  private static ServerSocket listen(int port) throws StartFailure {
    try {
      return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new StartFailure(e.toString());
    }
  }
}
