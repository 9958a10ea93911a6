package im.common.redis;

import im.common.config.RedisConfig;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Redis connection of a process, for one server, Sentinel or Cluster (`redis.yml` redisMode).
/// Commands are pipelined over one connection per value type; they fail after the command timeout
/// and while the server is away, and succeed again once it is back.
public final class Redis implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final RedisCodec<String, byte[]> BYTES =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /// A server that is back is found within a second; commands wait for it until their timeout.
  private static final Duration FIRST_DELAY = Duration.ofMillis(10);

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

  /// One run of a script on a single key.
  public record Call(String key, List<byte[]> arguments) {}

  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final StatefulConnection<String, String> text;
  private final StatefulConnection<String, byte[]> bytes;
  private final StatefulRedisPubSubConnection<String, String> subscriptions;
  private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();

  /// Connects; fails when the server cannot be reached.
  public Redis(RedisConfig config) {
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.exponential(FIRST_DELAY, LONGEST_DELAY, 2, TimeUnit.MILLISECONDS))
            .build();
    if (config.redisMode().equals("cluster")) {
      RedisClusterClient cluster = RedisClusterClient.create(resources, uris(config));
      cluster.setOptions(ClusterClientOptions.builder(options()).build());
      client = cluster;
      text = cluster.connect(StringCodec.UTF8);
      bytes = cluster.connect(BYTES);
      subscriptions = cluster.connectPubSub(StringCodec.UTF8);
    } else {
      RedisClient single = RedisClient.create(resources, uris(config).getFirst());
      single.setOptions(options());
      client = single;
      text = single.connect(StringCodec.UTF8);
      bytes = single.connect(BYTES);
      subscriptions = single.connectPubSub(StringCodec.UTF8);
    }
    subscriptions.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            listeners.getOrDefault(channel, List.of()).forEach(each -> each.accept(message));
          }
        });
  }

  /// Commands on text values, pipelined.
  public RedisClusterAsyncCommands<String, String> async() {
    return async(text);
  }

  /// Commands on text values for a thread that may block.
  public RedisClusterCommands<String, String> sync() {
    return switch (text) {
      case StatefulRedisConnection<String, String> single -> single.sync();
      case StatefulRedisClusterConnection<String, String> cluster -> cluster.sync();
      default -> throw new IllegalStateException("connection: " + text.getClass());
    };
  }

  /// The named fields of many hashes, by key and field, a thousand keys in one write. What is
  /// absent in Redis is absent here; every key is there. For a thread that may block.
  public Map<String, Map<String, String>> fields(Collection<String> keys, String... names) {
    return fields(text, StringCodec.UTF8, keys, names);
  }

  /// As [#fields], of binary values.
  public Map<String, Map<String, byte[]>> fieldsBytes(Collection<String> keys, String... names) {
    return fields(bytes, BYTES, keys, names);
  }

  private static <V> Map<String, Map<String, V>> fields(
      StatefulConnection<String, V> connection,
      RedisCodec<String, V> codec,
      Collection<String> keys,
      String... names) {
    List<String> distinct = List.copyOf(new LinkedHashSet<>(keys));
    List<List<KeyValue<String, V>>> hashes =
        Pipeline.together(
                distinct, some -> dispatched(connection, some, key -> hmget(codec, key, names)))
            .join();
    Map<String, Map<String, V>> found = HashMap.newHashMap(distinct.size());
    for (int i = 0; i < distinct.size(); i++) {
      found.put(distinct.get(i), present(hashes.get(i)));
    }
    return found;
  }

  private static <V> Command<String, V, List<KeyValue<String, V>>> hmget(
      RedisCodec<String, V> codec, String key, String... names) {
    return new Command<>(
        CommandType.HMGET,
        new KeyValueListOutput<>(codec, List.of(names)),
        new CommandArgs<>(codec).addKey(key).addKeys(names));
  }

  private static <V> Map<String, V> present(List<KeyValue<String, V>> fields) {
    Map<String, V> present = new HashMap<>();
    fields.forEach(field -> field.ifHasValue(value -> present.put(field.getKey(), value)));
    return present;
  }

  /// The identity of the current run of the server: another one after each restart or failover.
  /// Empty for a cluster, where each node has its own. Sent in order with [#async()].
  public CompletionStage<String> run() {
    if (text instanceof StatefulRedisConnection<String, String> single) {
      return single.async().info("server").thenApply(Redis::runOf);
    }
    return CompletableFuture.completedFuture("");
  }

  private static String runOf(String info) {
    return info.lines()
        .filter(line -> line.startsWith("run_id:"))
        .map(line -> line.substring("run_id:".length()).strip())
        .findFirst()
        .orElse("");
  }

  /// Calls `listener` with every message on `channel`, on an event loop: it must not block.
  public void subscribe(String channel, Consumer<String> listener) {
    listeners.computeIfAbsent(channel, _ -> new CopyOnWriteArrayList<>()).add(listener);
    subscriptions.sync().subscribe(channel);
  }

  /// Publishes `message` on `channel`, and returns when the listeners of this process have had it;
  /// those of others have it at about the same time. For a thread that may block.
  public void publish(String channel, String message) {
    sync().publish(channel, message);
    // The answer comes over the connection of the subscriptions, behind the message.
    subscriptions.sync().ping();
  }

  /// Runs a script on text arguments.
  public <T> CompletionStage<T> eval(
      LuaScript script, ScriptOutputType type, List<String> keys, List<String> arguments) {
    return eval(async(), script, type, keys, arguments.toArray(String[]::new));
  }

  /// Runs a script on binary arguments.
  public <T> CompletionStage<T> evalBytes(
      LuaScript script, ScriptOutputType type, List<String> keys, List<byte[]> arguments) {
    return eval(async(bytes), script, type, keys, arguments.toArray(byte[][]::new));
  }

  /// As [#evalEach(LuaScript, List)], on each of `keys` with the same binary arguments.
  public CompletableFuture<List<Long>> evalEach(
      LuaScript script, Collection<String> keys, byte[]... arguments) {
    return evalEach(script, keys.stream().map(key -> new Call(key, List.of(arguments))).toList());
  }

  /// What a script that returns a number gives for each of `calls`, in their order; a thousand in
  /// one write, the next when those are answered.
  public CompletableFuture<List<Long>> evalEach(LuaScript script, List<Call> calls) {
    return Pipeline.together(calls, some -> evalTogether(script, some));
  }

  private List<CompletableFuture<Long>> evalTogether(LuaScript script, List<Call> calls) {
    List<AsyncCommand<String, byte[], Long>> commands =
        dispatched(bytes, calls, call -> evalsha(script, call));
    List<CompletableFuture<Long>> results = new ArrayList<>(calls.size());
    for (int i = 0; i < commands.size(); i++) {
      Call call = calls.get(i);
      results.add(
          orWithText(
              commands.get(i),
              () ->
                  async(bytes)
                      .eval(
                          script.text(),
                          ScriptOutputType.INTEGER,
                          new String[] {call.key()},
                          call.arguments().toArray(byte[][]::new))));
    }
    return results;
  }

  private static <T, V, R> List<AsyncCommand<String, V, R>> dispatched(
      StatefulConnection<String, V> connection,
      List<T> entries,
      Function<T, Command<String, V, R>> command) {
    List<AsyncCommand<String, V, R>> commands =
        entries.stream().map(entry -> new AsyncCommand<>(command.apply(entry))).toList();
    connection.dispatch(commands);
    return commands;
  }

  private static Command<String, byte[], Long> evalsha(LuaScript script, Call call) {
    CommandArgs<String, byte[]> arguments =
        new CommandArgs<>(BYTES).add(script.sha1()).add(1).addKey(call.key());
    call.arguments().forEach(arguments::addValue);
    return new Command<>(CommandType.EVALSHA, new IntegerOutput<>(BYTES), arguments);
  }

  @Override
  public void close() {
    text.close();
    bytes.close();
    subscriptions.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2000);
  }

  private static <V, T> CompletionStage<T> eval(
      RedisClusterAsyncCommands<String, V> commands,
      LuaScript script,
      ScriptOutputType type,
      List<String> keys,
      V[] arguments) {
    String[] keyArray = keys.toArray(String[]::new);
    return orWithText(
        commands.evalsha(script.sha1(), type, keyArray, arguments),
        () -> commands.eval(script.text(), type, keyArray, arguments));
  }

  /// Only the first call after a start of the server pays for sending the text.
  private static <T> CompletableFuture<T> orWithText(
      CompletionStage<T> known, Supplier<CompletionStage<T>> withText) {
    return known
        .<CompletionStage<T>>handle(
            (_, failure) -> isUnknownScript(failure) ? withText.get() : known)
        .thenCompose(Function.identity())
        .toCompletableFuture();
  }

  private static boolean isUnknownScript(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RedisNoScriptException;
  }

  private static <V> RedisClusterAsyncCommands<String, V> async(
      StatefulConnection<String, V> connection) {
    return switch (connection) {
      case StatefulRedisConnection<String, V> single -> single.async();
      case StatefulRedisClusterConnection<String, V> cluster -> cluster.async();
      default -> throw new IllegalStateException("connection: " + connection.getClass());
    };
  }

  private static ClientOptions options() {
    return ClientOptions.builder()
        .autoReconnect(true)
        .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
        .socketOptions(SocketOptions.builder().tcpNoDelay(true).keepAlive(true).build())
        .requestQueueSize(200_000)
        .build();
  }

  private static List<RedisURI> uris(RedisConfig config) {
    if (config.redisMode().equals("sentinel")) {
      var sentinel = config.sentinelMode();
      RedisURI.Builder builder = null;
      for (String address : sentinel.sentinelsAddrs()) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        builder =
            builder == null
                ? RedisURI.Builder.sentinel(host, port, sentinel.masterName())
                : builder.withSentinel(host, port);
      }
      if (builder == null) {
        throw new IllegalArgumentException(
            "sentinelMode.sentinelsAddrs: empty (expected: at least one host:port)");
      }
      return List.of(authenticated(builder, config));
    }
    List<RedisURI> uris = new ArrayList<>();
    for (String address : config.address()) {
      int colon = address.lastIndexOf(':');
      uris.add(
          authenticated(
              RedisURI.Builder.redis(
                  address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
              config));
    }
    return uris;
  }

  private static RedisURI authenticated(RedisURI.Builder builder, RedisConfig config) {
    builder.withTimeout(TIMEOUT);
    if (!config.redisMode().equals("cluster")) {
      builder.withDatabase(config.db());
    }
    if (!config.password().isEmpty()) {
      if (config.username().isEmpty()) {
        builder.withPassword(config.password().toCharArray());
      } else {
        builder.withAuthentication(config.username(), config.password().toCharArray());
      }
    }
    return builder.build();
  }
}
