package im.standalone.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/// A Kafka broker with its KRaft controller in this JVM: the real thing, on two free ports of
/// 127.0.0.1, with topics of 8 partitions created on first use.
public final class EmbeddedKafka implements AutoCloseable {

  private final KafkaRaftServer server;
  private final String address;

  private EmbeddedKafka(KafkaRaftServer server, String address) {
    this.server = server;
    this.address = address;
  }

  /// Starts a broker with its log in `folder`; `port` 0 takes a free one.
  public static EmbeddedKafka start(Path folder, int port) throws StartFailure {
    return Ports.onFree(
        2, free -> start(folder, address(port == 0 ? free.getFirst() : port), free.getLast()));
  }

  private static EmbeddedKafka start(Path folder, String broker, int controllerPort)
      throws StartFailure {
    @Nullable EmbeddedKafka kafka = null;
    try {
      if (!Files.exists(folder.resolve("meta.properties"))) {
        format(folder);
      }
      kafka =
          new EmbeddedKafka(
              new KafkaRaftServer(
                  new KafkaConfig(settings(folder, broker, address(controllerPort)), false),
                  Time.SYSTEM),
              broker);
      endWithOneLine(folder);
      kafka.server.startup();
      return kafka;
    } catch (Exception e) { // Kafka's own start declares and throws anything
      if (kafka != null) {
        kafka.close(); // the controller may run already and would go on writing
      }
      throw DataDirectory.unusable("Kafka", folder, e);
    }
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  /// Kafka halts the JVM when it can no longer write its log; the user shall read why.
  private static void endWithOneLine(Path folder) {
    Exit.setHaltProcedure((code, message) -> {
      System.err.printf(
          "im: Kafka cannot write to %s, disk full? %s%n", folder, message == null ? "" : message);
      Runtime.getRuntime().halt(code);
    });
  }

  private static void format(Path folder) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(folder.toString())
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName("CONTROLLER")
        .setIgnoreFormatted(true)
        .run();
  }

  private static Properties settings(Path folder, String broker, String controller) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + broker);
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    settings.put("log.dirs", folder.toString());
    settings.put("num.partitions", "8");
    settings.put("default.replication.factor", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // The broker counts as ready after its second heartbeat: the default of 2 s is most of a start.
    settings.put("broker.heartbeat.interval.ms", "200");
    // No longer: after a crash the broker can only register again when its old session has ended.
    settings.put("broker.session.timeout.ms", "9000");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    settings.put("log.cleaner.threads", "1");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    // Indexes are preallocated for every partition, 10 MiB each by default.
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    return settings;
  }

  /// `127.0.0.1:port` of the broker, to bootstrap from.
  public String address() {
    return address;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
