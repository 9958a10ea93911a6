package im.standalone.dev;

import im.standalone.embedded.Ports;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Which processes there are, and which ports of 127.0.0.1 each listens on.
///
/// @param instances the instances of every service; the position in a list is the instance's index
public record Layout(Map<ServiceKind, List<Instance>> instances) {

  /// One process.
  ///
  /// @param rpc port of its gRPC server; unused when the service has none
  /// @param metrics port of its metrics
  /// @param second what it listens on besides: HTTP of the API, WebSocket of the gateway, the gRPC
  ///   server of the service that lives in the process of msg; unused otherwise
  public record Instance(ServiceKind kind, int index, int rpc, int metrics, int second) {
    /// The name in lines and file names: `msggateway-1`.
    public String label() {
      return kind.label() + "-" + index;
    }
  }

  public Layout {
    instances = Collections.unmodifiableMap(new EnumMap<>(instances));
  }

  /// Lays out `counts` instances (one of each service that is not named). The first API takes
  /// `apiPort` and the first gateway `wsPort`, 0 being any; all other ports are free ones.
  public static Layout of(Map<ServiceKind, Integer> counts, int apiPort, int wsPort) {
    Allocation ports = new Allocation(new HashSet<>(List.of(apiPort, wsPort)));
    Map<ServiceKind, List<Instance>> instances = new EnumMap<>(ServiceKind.class);
    for (ServiceKind kind : ServiceKind.values()) {
      List<Instance> list = new ArrayList<>();
      for (int index = 0; index < counts.getOrDefault(kind, 1); index++) {
        int wanted = index > 0 ? 0 : wanted(kind, apiPort, wsPort);
        list.add(
            new Instance(
                kind, index, ports.next(), ports.next(), wanted > 0 ? wanted : ports.next()));
      }
      instances.put(kind, List.copyOf(list));
    }
    return new Layout(instances);
  }

  private static int wanted(ServiceKind kind, int apiPort, int wsPort) {
    return switch (kind) {
      case API -> apiPort;
      case MSGGATEWAY -> wsPort;
      default -> 0;
    };
  }

  /// Gives every port once: nobody listens on them yet, so the system cannot tell them apart.
  private record Allocation(Set<Integer> taken) {
    int next() {
      return IntStream.generate(Ports::free).filter(taken::add).findFirst().orElseThrow();
    }
  }

  /// The instances of one service.
  public List<Instance> of(ServiceKind kind) {
    return instances.getOrDefault(kind, List.of());
  }

  /// All processes, in starting order.
  public List<Instance> all() {
    return instances.values().stream().flatMap(List::stream).toList();
  }
}
