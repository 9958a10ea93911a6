package im.common.lifecycle;

import io.grpc.BindableService;
import java.util.List;

/// The composition root of a service: built from its environment, it serves gRPC methods, runs work
/// of its own between [#start()] and [#close()], or both.
public interface ImService extends AutoCloseable {
  /// The gRPC services it serves, possibly none. They are reachable before [#start()].
  List<BindableService> grpc();

  /// Starts what runs by itself: listeners, subscriptions, renewals.
  ///
  /// @throws Exception when it cannot run, such as a port that is taken
  void start() throws Exception;

  /// Stops accepting, finishes what was accepted, and releases what [#start()] made. Connections of
  /// the environment stay open until the process ends.
  @Override
  void close();
}
