package im.common.history;

import static im.common.history.SentMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.mongo.Indexes;
import im.common.testing.MongoExtension;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MongoExtension.class)
class MessageScanTest {
  private static final String CONVERSATION = "si_a_scan";
  private static final long BEGAN = 1_700_000_000_000L;

  private MessageStore store;
  private MessageScan scan;

  @BeforeEach
  void start() {
    Indexes.ensure(MongoExtension.mongo(), "msg");
    store = new MessageStore(MongoExtension.mongo());
    scan = new MessageScan(MongoExtension.mongo());
  }

  @Test
  void theLastMessageUntilATimeIsFoundWhateverIsMissing() {
    List<MsgData> messages = new ArrayList<>();
    for (long seq = 1; seq <= 3_000; seq++) {
      // A document, and fifteen in a row, hold nothing.
      boolean isMissing = seq % 7 == 0 || seq / 100 == 4 || (seq > 1_100 && seq <= 2_600);
      if (!isMissing) {
        messages.add(message(seq, BEGAN + seq * 1_000));
      }
    }
    store.insert(Map.of(CONVERSATION, messages));
    for (long seq = 1; seq <= 3_001; seq += 61) {
      long time = BEGAN + seq * 1_000;
      for (long min : new long[] {0, 950}) {
        long expected =
            messages.stream()
                .filter(message -> message.getSendTime() <= time && message.getSeq() >= min)
                .mapToLong(MsgData::getSeq)
                .max()
                .orElse(0);
        assertThat(scan.lastUntil(CONVERSATION, min, 3_000, time))
            .as("until %s from %s", seq, min)
            .isEqualTo(expected);
      }
    }
    assertThat(scan.lastUntil(CONVERSATION, 0, 250, BEGAN + 9_000_000)).isEqualTo(250);
    assertThat(scan.lastUntil(CONVERSATION, 0, 0, BEGAN + 9_000_000)).isZero();
    assertThat(scan.lastUntil("si_a_nobody", 0, 3_000, BEGAN + 9_000_000)).isZero();
  }

  @Test
  void aSingleMessageWithAStrangeTimeDoesNotMislead() {
    String conversation = CONVERSATION + "2";
    List<MsgData> messages = new ArrayList<>();
    for (long seq = 1; seq <= 900; seq++) {
      long strange = seq == 801 ? 1 : seq == 150 ? BEGAN * 2 : 0;
      messages.add(message(seq, strange == 0 ? BEGAN + seq * 1_000 : strange));
    }
    store.insert(Map.of(conversation, messages));
    assertThat(scan.lastUntil(conversation, 0, 900, BEGAN + 420_000)).isEqualTo(420);
  }
}
