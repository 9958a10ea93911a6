package im.common.config;

import java.util.List;

/// `openim-api.yml`: the HTTP gateway.
public record ApiConfig(Api api, PrometheusConfig prometheus, RateLimiterConfig ratelimiter) {

  /// The listener; the instance takes its entry of `ports`. `compressionLevel`: -1 off, 0 default,
  /// 1 smallest, 2 fastest. `groupReadCursors` (ours): whether members may ask who has read how far
  /// in their group.
  public record Api(
      String listenIP, List<Integer> ports, int compressionLevel, boolean groupReadCursors) {
    /// Checks ports and level.
    public Api {
      Check.ports("ports", ports);
      Check.between("compressionLevel", compressionLevel, -1, 2);
    }

    /// The HTTP port of an instance.
    ///
    /// @throws ConfigException if there is none for the index
    public int port(int index) {
      return Ports.at("api.ports", ports, index);
    }
  }
}
