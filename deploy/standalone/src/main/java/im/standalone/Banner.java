package im.standalone;

import im.common.config.ShareConfig;
import im.standalone.embedded.Infrastructure.Addresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// What the program prints when it is ready: where everything is and what to do next.
final class Banner {

  private static final String DEFAULT_SECRET = "openIM123";

  private final StandaloneServer server;
  private final Path data;

  Banner(StandaloneServer server, Path data) {
    this.server = server;
    this.data = data;
  }

  /// The text; `took` is the time since the process was started.
  String text(Duration took) {
    Addresses stores = server.stores();
    return """

    REST API    %s
    WebSocket   %s
    metrics     %s
    data        %s
    stores      Kafka %s, Redis %s, %s

    An administrator's token:
      curl -s %s/auth/get_admin_token -H 'operationID: hello' -H 'Content-Type: application/json' -d '%s'

    Open a chat: give the two addresses to any OpenIM client, for example from npm
      @openim/wasm-client-sdk (browser) or @openim/client-sdk (Node.js):
      login({ userID, token, platformID: 5, apiAddr: '%s', wsAddr: '%s' })
    Users and their tokens come from /user/user_register and /auth/get_user_token; README.md shows how.

    ready in %s s, Ctrl-C ends it\
    """
        .formatted(
            server.apiAddress(),
            server.wsAddress(),
            server.metricsAddress(),
            data.toAbsolutePath().normalize(),
            stores.kafka(),
            withoutPassword(stores.redis()),
            withoutPassword(stores.mongo()),
            server.apiAddress(),
            adminRequest(),
            server.apiAddress(),
            server.wsAddress(),
            String.format(Locale.ROOT, "%.1f", took.toMillis() / 1000.0));
  }

  private String adminRequest() {
    ShareConfig share = server.config().share();
    // Only the secret that everybody knows may appear in a terminal.
    String secret = share.secret().equals(DEFAULT_SECRET) ? DEFAULT_SECRET : "<secret>";
    return "{\"secret\":\"%s\",\"userID\":\"%s\"}"
        .formatted(secret, share.imAdminUser().userIDs().getFirst());
  }

  private static String withoutPassword(String address) {
    return address.replaceFirst("//[^/@]*@", "//");
  }
}
