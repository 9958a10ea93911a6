package im.standalone;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/// Keeps JDK 25 from printing four lines of warning because Netty and Kafka use `sun.misc.Unsafe`.
///
/// The documented way is the option `--sun-misc-unsafe-memory-access=allow`, which a manifest
/// cannot carry; `java -jar im-standalone.jar` shall do without options. The manifest opens the one
/// internal package this needs. Where it is not open, the warnings appear and nothing else happens.
final class QuietStart {

  private QuietStart() {}

  /// To be called before any class that uses `Unsafe` is loaded.
  static void allowUnsafe() {
    try {
      Field options = Class.forName("jdk.internal.misc.VM").getDeclaredField("savedProps");
      options.setAccessible(true);
      if (options.get(null) instanceof Map<?, ?> saved) {
        Map<Object, Object> changed = new HashMap<>(saved);
        changed.putIfAbsent("sun.misc.unsafe.memory.access", "allow");
        options.set(null, changed);
      }
    } catch (ReflectiveOperationException | RuntimeException _) {
      // Another JDK, or not started with -jar: the warnings are harmless.
    }
  }
}
