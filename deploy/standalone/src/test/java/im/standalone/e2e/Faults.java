package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import im.standalone.dev.Launcher;
import im.standalone.dev.ServiceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// Crashes of single processes while messages flow: whatever was acknowledged is stored, once, in
/// the order it was sent, under seqs without a gap.
final class Faults {
  private static final int PAIRS = 6;
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private final Launcher launcher;

  /// Of the processes that `launcher` has started.
  Faults(Launcher launcher) {
    this.launcher = launcher;
  }

  void loseAndDoubleNothing() throws Exception {
    RestClient rest = new RestClient(launcher.apiAddress(), "openIM123");
    List<PersistentSender> senders = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      String from = "from" + pair;
      String to = "to" + pair;
      rest.register(List.of(from, to));
      senders.add(
          new PersistentSender(launcher.wsAddresses(), pair, from, () -> rest.userToken(from), to));
    }

    killOneAfterTheOther(senders);

    try (StoredMessages stored = new StoredMessages(launcher.stores().mongo(), "openim_v3")) {
      for (PersistentSender sender : senders) {
        List<String> sent = sender.acknowledged();
        assertThat(sent).hasSizeGreaterThan(10);
        assertThat(history(rest, sender, sent.size())).isEqualTo(sent);
        stored.await(sender.conversationID(), sent, SETTLING);
        assertThat(stored.clientMsgIDs(sender.conversationID())).isEqualTo(sent);
      }
    }
  }

  /// Keeps all senders sending while each process is killed and started again.
  private void killOneAfterTheOther(List<PersistentSender> senders) throws Exception {
    AtomicBoolean running = new AtomicBoolean(true);
    try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> loads = new ArrayList<>();
      for (PersistentSender sender : senders) {
        loads.add(load.submit(() -> sender.sendWhile(running)));
      }
      try {
        for (ServiceKind victim :
            List.of(
                ServiceKind.MSGTRANSFER,
                ServiceKind.MSG,
                ServiceKind.PUSH,
                ServiceKind.MSGGATEWAY)) {
          PersistentSender.awaitProgress(senders, 5);
          launcher.kill9(victim, 0);
          launcher.start(victim, 0);
        }
        PersistentSender.awaitProgress(senders, 5);
      } finally {
        running.set(false);
      }
      for (Future<?> each : loads) {
        each.get();
      }
    }
  }

  /// The clientMsgIDs as the receiver reads them, checked to be under the seqs 1, 2, 3, …
  private List<String> history(RestClient rest, PersistentSender sender, int expected)
      throws Exception {
    String conversation = sender.conversationID();
    String receiver = sender.receiver();
    try (ChatUser reader =
        ChatUser.connect(launcher.wsAddresses().getLast(), receiver, rest.userToken(receiver))) {
      Until.holds(
          expected + " messages in " + conversation,
          SETTLING,
          () -> reader.newestSeqs().getOrDefault(conversation, 0L) >= expected);
      List<MsgData> messages = new ArrayList<>();
      long newest = reader.newestSeqs().getOrDefault(conversation, 0L);
      for (long begin = 1; begin <= newest; begin += 100) {
        messages.addAll(reader.pull(conversation, begin, Math.min(newest, begin + 99)));
      }
      assertThat(messages)
          .extracting(MsgData::getSeq)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, messages.size()).mapToObj(Long::valueOf).toList());
      return messages.stream().map(MsgData::getClientMsgID).toList();
    }
  }
}
