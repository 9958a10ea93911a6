package im.common.config;

import im.common.resource.TextResource;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Loads the configuration of a process.
///
/// Built-in defaults are overlaid by those of the program, these by the files of a directory, these
/// by the environment, and that by values given in code. Last, values `env:NAME` and `file:PATH`
/// are replaced by what they refer to.
public final class ConfigLoader {

  /// Keys of the reference's own files that nothing has ever read.
  private static final Set<String> LEFTOVERS =
      Set.of("notification.yml: groupCancelMuted.defaultTips");

  private ConfigLoader() {}

  /// The configuration made of the built-in defaults and `overrides` alone, for tests and programs
  /// that bring their own stores; see [#load].
  public static ImConfig defaults(Map<String, Object> overrides) {
    return load(Map.of(), null, Map.of(), overrides).config();
  }

  /// Loads and checks everything.
  ///
  /// @param defaults the program's own, key by key in place of the built-in ones; as `overrides`
  /// @param directory holds the YAML files; those that are absent leave the defaults; null for none
  /// @param environment the variables, normally `System.getenv()`
  /// @param overrides values by `file/key`, for example `kafka.yml/address` or
  ///   `openim-rpc-auth.yml/tokenPolicy.expire`; maps, lists and scalars
  /// @throws ConfigException with one line that says what is wrong
  public static LoadedConfig load(
      Map<String, Object> defaults,
      @Nullable Path directory,
      Map<String, String> environment,
      Map<String, Object> overrides) {
    if (directory != null && !Files.isDirectory(directory)) {
      throw new ConfigException(
          "configuration directory: %s (expected: an existing directory)".formatted(directory));
    }
    List<String> unknown = new ArrayList<>();
    List<String> inert = new ArrayList<>();
    Map<ConfigFile, Map<String, Object>> trees = new EnumMap<>(ConfigFile.class);
    Map<ConfigFile, Map<String, Object>> files = new EnumMap<>(ConfigFile.class);
    for (ConfigFile file : ConfigFile.values()) {
      Map<String, Object> tree = builtIn(file);
      Map<String, Object> written = written(directory, file);
      eachKey(
          file,
          tree,
          written,
          "",
          (name, usual, value) -> {
            if (isUnknown(name, usual)) {
              unknown.add(name);
            } else if (usual != null && !usual.equals(value) && InertKeys.contain(name)) {
              inert.add(name);
            }
          });
      trees.put(file, tree);
      files.put(file, written);
    }
    defaults.forEach((name, value) -> override(trees, name, value));
    trees.forEach((file, tree) -> {
      ConfigTree.merge(tree, files.getOrDefault(file, Map.of()));
      new EnvironmentOverrides(file, environment).applyTo(tree);
    });
    overrides.forEach((name, value) -> override(trees, name, value));
    return new LoadedConfig(bind(trees, environment, directory), warnings(unknown, inert));
  }

  private static List<String> warnings(List<String> unknown, List<String> inert) {
    List<String> warnings = new ArrayList<>();
    if (!unknown.isEmpty()) {
      warnings.add("ignored because there is no such key, is it misspelt? " + listed(unknown));
    }
    if (!inert.isEmpty()) {
      warnings.add(
          "ignored because this server has nothing to set with it, the default may stay: "
              + listed(inert));
    }
    return List.copyOf(warnings);
  }

  private static String listed(List<String> names) {
    return String.join("; ", names);
  }

  /// The defaults of a file, which also are the list of its known keys.
  static Map<String, Object> builtIn(ConfigFile file) {
    return ConfigTree.parse(
        "built-in " + file.fileName(), TextResource.read(ConfigLoader.class, file.fileName()));
  }

  private static Map<String, Object> written(@Nullable Path directory, ConfigFile file) {
    Path path = directory == null ? null : directory.resolve(file.fileName());
    if (path == null || !Files.exists(path)) {
      return new LinkedHashMap<>();
    }
    try {
      return ConfigTree.parse(file.fileName(), Files.readString(path));
    } catch (IOException _) {
      throw new ConfigException("%s (expected: a file that can be read)".formatted(path));
    }
  }

  /// A key that was written.
  private interface Written {
    /// `name` is its `file: key`, `usual` its default, null for an unknown one.
    void is(String name, @Nullable Object usual, Object value);
  }

  private static void eachKey(
      ConfigFile file,
      Map<String, Object> known,
      Map<String, Object> written,
      String path,
      Written visitor) {
    written.forEach((key, value) -> {
      Object usual = known.get(ConfigTree.knownKey(known, key));
      Map<String, Object> inner = ConfigTree.block(usual);
      Map<String, Object> innerWritten = ConfigTree.block(value);
      // an empty block among the defaults is a map whose keys are the operator's
      if (inner != null && innerWritten != null && !inner.isEmpty()) {
        eachKey(file, inner, innerWritten, path + key + ".", visitor);
      } else {
        visitor.is(file.fileName() + ": " + path + key, usual, value);
      }
    });
  }

  private static boolean isUnknown(String name, @Nullable Object usual) {
    return usual == null && !LEFTOVERS.contains(name);
  }

  private static void override(
      Map<ConfigFile, Map<String, Object>> trees, String name, Object value) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new ConfigException("override: %s (expected: file/key)".formatted(name));
    }
    ConfigFile file = ConfigFile.named(name.substring(0, slash));
    Map<String, Object> given = new LinkedHashMap<>();
    ConfigTree.put(given, name.substring(slash + 1), ConfigTree.of(value));
    eachKey(
        file,
        builtIn(file),
        given,
        "",
        (key, usual, _) -> {
          if (isUnknown(key, usual)) {
            throw new ConfigException("override: %s (expected: a known key)".formatted(name));
          }
        });
    ConfigTree.merge(trees.getOrDefault(file, Map.of()), given);
  }

  private static ImConfig bind(
      Map<ConfigFile, Map<String, Object>> trees,
      Map<String, String> environment,
      @Nullable Path directory) {
    RecordComponent[] components = ImConfig.class.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      ConfigFile file = fileOf(components[i].getName());
      Map<String, Object> tree = trees.getOrDefault(file, Map.of());
      Map<String, Object> resolved =
          SecretReference.resolve(file.fileName(), tree, environment, directory);
      types[i] = components[i].getType();
      arguments[i] =
          new RecordBinder(file.fileName()).bind(resolved, types[i].asSubclass(Record.class));
    }
    try {
      return ImConfig.class.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + ImConfig.class, e);
    }
  }

  private static ConfigFile fileOf(String component) {
    for (ConfigFile file : ConfigFile.values()) {
      if (file.component().equals(component)) {
        return file;
      }
    }
    throw new IllegalStateException("no file fills " + component);
  }
}
