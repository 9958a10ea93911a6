package im.common.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Vectors of `reference/pipeline-storage.md` 10, and the escapes of the hashed text.
final class IdHashTest {
  @Test
  void noIdsHashToZero() {
    assertThat(IdHash.of(List.of())).isZero();
  }

  @Test
  void hashesTheVectorsOfTheReference() {
    assertThat(unsigned("a")).isEqualTo("5518804830492625176");
    assertThat(unsigned("a", "b")).isEqualTo("16518927257079726733");
    assertThat(unsigned("b", "a")).isEqualTo("7882299105603966109");
    assertThat(unsigned("si_u1_u2", "sg_1001")).isEqualTo("17694559359889436063");
    assertThat(unsigned("a<b")).isEqualTo("16730682375405228017");
  }

  @Test
  void escapesWhatJsonEscapes() {
    List<String> ids =
        List.of("\"", "\\", "\n", "\t", "\u0001", "\u2028", "&", ">", "\u00e9", "\uD83D\uDC1D");
    assertThat(IdHash.of(ids)).isNotZero();
    for (String id : ids) {
      assertThat(IdHash.of(List.of(id))).as(id).isNotEqualTo(IdHash.of(List.of(id + id)));
    }
  }

  private static String unsigned(String... ids) {
    return Long.toUnsignedString(IdHash.of(List.of(ids)));
  }
}
