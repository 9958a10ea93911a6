package im.common.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private final List<CompletableFuture<Integer>> commands = new ArrayList<>();

  @Test
  void aThousandAreUnderWayAtOnceAndTheNextFollowWhenAllAreAnswered() {
    CompletableFuture<List<Integer>> answers = send(2_500);
    assertThat(commands).hasSize(1_000);
    for (int i = 999; i > 0; i--) {
      commands.get(i).complete(i);
    }
    assertThat(commands).hasSize(1_000);
    commands.getFirst().complete(0);
    assertThat(commands).hasSize(2_000);
    IntStream.range(1_000, 2_000).forEach(i -> commands.get(i).complete(i));
    IntStream.range(2_000, 2_500).forEach(i -> commands.get(i).complete(i));
    assertThat(answers.join()).isEqualTo(IntStream.range(0, 2_500).boxed().toList());
  }

  @Test
  void upToAThousandGoOutAtOnce() {
    CompletableFuture<List<Integer>> answers = send(1_000);
    assertThat(commands).hasSize(1_000);
    assertThat(answers).isNotDone();
    assertThat(send(0).join()).isEmpty();
  }

  @Test
  void nothingMoreIsSentAfterAFailure() {
    CompletableFuture<List<Integer>> answers = send(1_001);
    commands.getFirst().completeExceptionally(new IllegalStateException("away"));
    assertThat(answers).isNotDone();
    IntStream.range(1, 1_000).forEach(i -> commands.get(i).complete(i));
    assertThat(commands).hasSize(1_000);
    assertThatThrownBy(answers::join).hasRootCauseMessage("away");
  }

  private CompletableFuture<List<Integer>> send(int count) {
    return Pipeline.each(
        IntStream.range(0, count).boxed().toList(),
        _ -> {
          commands.add(new CompletableFuture<>());
          return commands.getLast();
        });
  }
}
