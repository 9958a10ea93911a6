package im.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class DocumentFieldsTest {
  private final Document row =
      new Document("text", "a")
          .append("long", 5L)
          .append("int", 6)
          .append("double", 7.0)
          .append("flag", true)
          .append("time", new Date(1764000000123L))
          .append("null", null);

  @Test
  void readsNumbersOfAnyWidth() {
    assertThat(DocumentFields.integer(row, "long")).isEqualTo(5);
    assertThat(DocumentFields.number(row, "int")).isEqualTo(6);
    assertThat(DocumentFields.number(row, "double")).isEqualTo(7);
  }

  @Test
  void readsTextsFlagsAndTimes() {
    assertThat(DocumentFields.text(row, "text")).isEqualTo("a");
    assertThat(DocumentFields.flag(row, "flag")).isTrue();
    assertThat(DocumentFields.time(row, "time")).isEqualTo(1764000000123L);
  }

  @Test
  void absentNullOrOfAnotherTypeIsTheZeroValue() {
    for (String field : new String[] {"absent", "null"}) {
      assertThat(DocumentFields.text(row, field)).isEmpty();
      assertThat(DocumentFields.number(row, field)).isZero();
      assertThat(DocumentFields.flag(row, field)).isFalse();
      assertThat(DocumentFields.time(row, field)).isZero();
    }
    assertThat(DocumentFields.text(row, "int")).isEmpty();
    assertThat(DocumentFields.number(row, "text")).isZero();
    assertThat(DocumentFields.flag(row, "int")).isFalse();
    assertThat(DocumentFields.time(row, "long")).isZero();
  }
}
