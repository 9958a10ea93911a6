package im.rpc.user.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UserFormatTest {
  private final UserFormat format = new UserFormat();

  @Test
  void namesAndTimesAreThoseOfTheReference() {
    User user = new User("u1", "Ann <&> \"é\"", "http://face", "ex", 2, 1, 1764000000123L);
    String text = format.write(user);
    assertThat(text)
        .contains("\"UserID\":\"u1\"", "\"AppMangerLevel\":2", "\"GlobalRecvMsgOpt\":1")
        .contains("\"CreateTime\":\"2025-11-24T16:00:00.123Z\"");
    assertThat(format.read(text)).isEqualTo(user);
  }

  @Test
  void readsWhatTheReferenceWrites() {
    String text =
        "{\"UserID\":\"u1\",\"Nickname\":\"A \\u003c\\u0026\",\"FaceURL\":\"\",\"Ex\":\"\","
            + "\"AppMangerLevel\":0,\"GlobalRecvMsgOpt\":2,"
            + "\"CreateTime\":\"2025-11-25T00:00:00.123+08:00\",\"Newer\":1}";
    assertThat(format.read(text)).isEqualTo(new User("u1", "A <&", "", "", 0, 2, 1764000000123L));
  }

  @Test
  void noTimeIsTheYearOne() {
    User admin = new User("imAdmin", "admin", "", "", 2, 0, -62_135_596_800_000L);
    assertThat(format.write(admin)).contains("\"CreateTime\":\"0001-01-01T00:00:00Z\"");
    assertThat(format.read(format.write(admin))).isEqualTo(admin);
  }

  @Test
  void anythingElseIsRefused() {
    for (String text : new String[] {"", "null", "{}", "[1", "{\"UserID\":\"u\"}"}) {
      assertThatThrownBy(() -> format.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
