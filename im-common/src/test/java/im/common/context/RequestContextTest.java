package im.common.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestContextTest {
  @Test
  void aTraceIdIsNoLongerThanHeadersBear() {
    assertThat(RequestContext.of("o".repeat(256), "ann").operationID()).hasSize(256);
    assertThat(RequestContext.of("o".repeat(100_000), "ann").asAdmin().operationID()).hasSize(256);
    assertThat(RequestContext.NONE.withOperationID("o".repeat(257)).operationID()).hasSize(256);
  }
}
