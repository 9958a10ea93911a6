package im.common.config;

import java.util.List;

/// Choice of the port of one instance from a list.
final class Ports {

  private Ports() {}

  static int at(String key, List<Integer> ports, int index) {
    if (index < 0 || index >= ports.size()) {
      throw new ConfigException(
          "%s: %s (expected: an entry for instance index %d)".formatted(key, ports, index));
    }
    return ports.get(index);
  }
}
