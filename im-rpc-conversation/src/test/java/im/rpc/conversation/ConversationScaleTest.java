package im.rpc.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import im.proto.conversation.GetIncrementalConversationResp;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// A user with many conversations. The answers are checked at every size; how long they took is
/// printed only: `-Dim.scale=1000,10000` sets the sizes.
final class ConversationScaleTest extends ConversationTestBed {
  private static final int REPEATS = 15;

  @Test
  void syncAfterOneChange() {
    int made = 0;
    for (String text : System.getProperty("im.scale", "100,400").split(",")) {
      int size = Integer.parseInt(text);
      for (; made < size; made++) {
        create(bob, ann, "si_" + ann + "_" + made, 1);
      }
      create(bob, ann, pair, 1);
      GetIncrementalConversationResp known = since(ann, null);
      long[] nanos = new long[REPEATS];
      for (int i = 0; i < REPEATS; i++) {
        String ex = size + "-" + i;
        set(ann, wanted -> wanted.setEx(im.proto.wrappers.StringValue.newBuilder().setValue(ex)));
        long start = System.nanoTime();
        GetIncrementalConversationResp changed = since(ann, known);
        nanos[i] = System.nanoTime() - start;
        assertThat(changed.getFull()).isFalse();
        assertThat(changed.getUpdateList()).hasSize(1);
        known = changed;
      }
      Arrays.sort(nanos);
      System.out.printf(
          "sync of %6d conversations after one change: median %8.2f ms%n",
          size, nanos[REPEATS / 2] / 1e6);
    }
  }
}
