package im.msggateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class that left a buffer unreleased. Registered for all of them, so that it is
/// there before the first buffer is made.
public final class Leaks implements AfterAllCallback {
  private static final List<String> FOUND = new CopyOnWriteArrayList<>();
  private static final Cleaner CLEANER = Cleaner.create();

  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval, long maxActive) {
            return new Listening<>(resource, samplingInterval);
          }

          @Override
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval) {
            return new Listening<>(resource, samplingInterval);
          }
        });
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    // Leaks are found when the collector has run and another buffer is made.
    for (int i = 0; i < 3; i++) {
      Object garbage = new Object();
      var collected = new java.util.concurrent.CountDownLatch(1);
      CLEANER.register(garbage, collected::countDown);
      garbage = null;
      System.gc();
      collected.await();
      ByteBuf probe = PooledByteBufAllocator.DEFAULT.buffer(1);
      probe.release();
    }
    assertThat(FOUND).as("leaked buffers").isEmpty();
  }

  private static final class Listening<T> extends ResourceLeakDetector<T> {
    Listening(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      FOUND.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      FOUND.add(resourceType);
    }
  }
}
