package im.common.config;

import java.util.Locale;
import java.util.Map;

/// Values of one file taken from the environment (`reference/ops.md` section 2.2).
///
/// The variable of a key is its path in upper case with `_` for `.`, behind the prefix of the file.
/// Only known keys can be set and an empty variable counts as absent. A variable that happens to
/// name a whole block, such as a shell's `USER`, is left alone.
final class EnvironmentOverrides {

  private final ConfigFile file;
  private final Map<String, String> environment;

  EnvironmentOverrides(ConfigFile file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /// Sets every key of `tree` that has a variable.
  void applyTo(Map<String, Object> tree) {
    apply(tree, "");
  }

  private void apply(Map<String, Object> block, String path) {
    for (Map.Entry<String, Object> entry : block.entrySet()) {
      String name = path + entry.getKey().toUpperCase(Locale.ROOT);
      Map<String, Object> inner = ConfigTree.block(entry.getValue());
      if (inner != null) {
        apply(inner, name + "_");
        continue;
      }
      String value = environment.getOrDefault(file.environmentPrefix() + name, "");
      if (value.isEmpty() && file == ConfigFile.LOCAL_CACHE) {
        // the reference's variables of this one file have no prefix
        value = environment.getOrDefault(name, "");
      }
      if (!value.isEmpty()) {
        entry.setValue(value);
      }
    }
  }
}
