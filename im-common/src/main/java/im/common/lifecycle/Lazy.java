package im.common.lifecycle;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A connection that is opened when somebody first needs it, and closed if it was.
final class Lazy<T extends AutoCloseable> {
  private final Supplier<T> factory;
  private @Nullable T value;

  Lazy(Supplier<T> factory) {
    this.factory = factory;
  }

  synchronized T get() {
    if (value == null) {
      value = factory.get();
    }
    return value;
  }

  synchronized @Nullable T ifOpen() {
    return value;
  }
}
