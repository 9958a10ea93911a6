package im.standalone.dev;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The ten services, in the order in which they are started: those that others call come first.
public enum ServiceKind {
  AUTH("im-rpc-auth", "im.rpc.auth.Main", "auth"),
  USER("im-rpc-user", "im.rpc.user.Main", "user"),
  FRIEND("im-rpc-friend", "im.rpc.friend.Main", "friend"),
  GROUP("im-rpc-group", "im.rpc.group.Main", "group"),
  CONVERSATION("im-rpc-conversation", "im.rpc.conversation.Main", "conversation"),
  MSG("im-rpc-msg", "im.rpc.msg.Main", "msg"),
  MSGTRANSFER("im-msgtransfer", "im.msgtransfer.Main", null),
  PUSH("im-push", "im.push.Main", "push"),
  MSGGATEWAY("im-msggateway", "im.msggateway.Main", "messagegateway"),
  API("im-api", "im.api.Main", null);

  private final String artifact;
  private final String mainClass;
  private final @Nullable String rpcName;

  ServiceKind(String artifact, String mainClass, @Nullable String rpcName) {
    this.artifact = artifact;
    this.mainClass = mainClass;
    this.rpcName = rpcName;
  }

  /// The name people use: `auth`, `msgtransfer`, `msggateway`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The Maven artifact, which is also the start of the jar's name: `im-rpc-auth`.
  public String artifact() {
    return artifact;
  }

  String mainClass() {
    return mainClass;
  }

  /// The file that configures it.
  String configFile() {
    return artifact.replaceFirst("^im-", "openim-") + ".yml";
  }

  boolean servesRpc() {
    return rpcName != null;
  }

  /// The name under which `discovery.yml` lists its addresses.
  ///
  /// @throws IllegalStateException when it serves no RPC
  String discoveryName() {
    if (rpcName == null) {
      throw new IllegalStateException(label() + " serves no RPC");
    }
    return rpcName + "-rpc-service";
  }

  /// The kind with that label.
  ///
  /// @throws IllegalArgumentException when there is none; the text lists the known ones
  public static ServiceKind of(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "service %s (expected: one of %s)"
                    .formatted(label, Arrays.stream(values()).map(ServiceKind::label).toList())));
  }
}
