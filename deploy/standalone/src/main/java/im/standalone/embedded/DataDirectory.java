package im.standalone.embedded;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The one directory under which the embedded stores keep their data, held exclusively by one
/// process from [#open] to [#close].
public final class DataDirectory implements AutoCloseable {

  /// Less free space than this and a store would fail in the middle of its start.
  private static final long LEAST_FREE_BYTES = 64L << 20;

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /// Creates `path` if it is not there, and locks it.
  ///
  /// @throws StartFailure when it is no writable directory, is used by another process, or has less
  ///   than 64 MiB of free space
  public static DataDirectory open(Path path) throws StartFailure {
    Path root = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
    } catch (FileAlreadyExistsException _) {
      throw new StartFailure("data directory " + root + ": is a file (expected: a directory)");
    } catch (IOException e) {
      throw new StartFailure("data directory " + root + " cannot be created: " + reason(e));
    }
    FileChannel lockFile = channelOf(root);
    DataDirectory directory = new DataDirectory(root, lockFile, lockOf(lockFile, root));
    directory.requireSpace();
    return directory;
  }

  private static FileChannel channelOf(Path root) throws StartFailure {
    try {
      return FileChannel.open(
          root.resolve("im.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StartFailure("data directory " + root + " is not writable: " + reason(e));
    }
  }

  private static FileLock lockOf(FileChannel channel, Path root) throws StartFailure {
    try {
      @Nullable FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      channel.close();
    } catch (IOException e) {
      throw new StartFailure("data directory " + root + " cannot be locked: " + reason(e));
    }
    throw new StartFailure(
        "data directory "
            + root
            + " is in use by another im process; stop it, or choose another with --data");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // held by this very process
    }
  }

  private void requireSpace() throws StartFailure {
    try {
      long free = Files.getFileStore(root).getUsableSpace();
      if (free < LEAST_FREE_BYTES) {
        close();
        throw new StartFailure(
            "data directory %s: disk full, %d MiB free (expected: at least %d MiB)"
                .formatted(root, free >> 20, LEAST_FREE_BYTES >> 20));
      }
    } catch (IOException e) {
      throw new StartFailure("data directory " + root + " cannot be examined: " + reason(e));
    }
  }

  /// The directory itself, absolute.
  public Path root() {
    return root;
  }

  /// Returns the folder `name` inside, created if it is not there.
  public Path folder(String name) throws StartFailure {
    Path folder = root.resolve(name);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StartFailure("data directory " + folder + " cannot be created: " + reason(e));
    }
  }

  /// The line for a store that cannot start because of `cause`: somebody has its port, or else its
  /// files in `folder` cannot be read, or not be written.
  static StartFailure unusable(String store, Path folder, Throwable cause) {
    for (@Nullable Throwable next = cause; next != null; next = next.getCause()) {
      if (next instanceof BindException) {
        return new StartFailure(
            "%s cannot listen on its port: %s; start again".formatted(store, next.getMessage()));
      }
    }
    return new StartFailure(
        "%s cannot use its data in %s: %s; move the folder away or restore a copy"
            .formatted(store, folder, reason(cause)));
  }

  /// The innermost message of `cause`, on one line.
  private static String reason(Throwable cause) {
    Throwable innermost = cause;
    for (@Nullable Throwable next = cause; next != null; next = next.getCause()) {
      innermost = next;
    }
    String message = String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
    return innermost.getClass().getSimpleName() + ": " + message;
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new IllegalStateException("lock of " + root + " cannot be released", e);
    }
  }
}
