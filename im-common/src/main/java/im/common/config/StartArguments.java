package im.common.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command line of a service process (`reference/ops.md` section 1.3).
///
/// @param configDirectory `-c` or `--config_folder_path`, else the variable `CONFIG_PATH`, else
///   null for the built-in defaults
/// @param index `-i` or `--index`: the number of the instance, which chooses its entry of every
///   list of ports
public record StartArguments(@Nullable Path configDirectory, int index) {

  private static final String USAGE = "-c DIRECTORY, -i INDEX";

  /// Reads the arguments, written `-c DIR`, `-c=DIR` or with the long names.
  ///
  /// @throws ConfigException for anything else
  public static StartArguments parse(String[] arguments, Map<String, String> environment) {
    String directory = environment.getOrDefault("CONFIG_PATH", "");
    int index = 0;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String value;
      if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (i + 1 < arguments.length) {
        value = arguments[++i];
      } else {
        throw wrong(argument, USAGE);
      }
      switch (name) {
        case "-c", "--config_folder_path" -> directory = value;
        case "-i", "--index" -> index = index(value);
        default -> throw wrong(argument, USAGE);
      }
    }
    return new StartArguments(directory.isEmpty() ? null : Path.of(directory), index);
  }

  private static int index(String value) {
    if (!value.matches("\\d{1,6}")) {
      throw wrong("-i " + value, "a number from 0");
    }
    return Integer.parseInt(value);
  }

  private static ConfigException wrong(String argument, String expected) {
    return new ConfigException("argument: %s (expected: %s)".formatted(argument, expected));
  }
}
