package im.rpc.user.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.Document;
import org.junit.jupiter.api.Test;

class UserTest {
  @Test
  void readsARowOfAnotherWriter() {
    Document row =
        new Document("user_id", "u1")
            .append("nickname", null)
            .append("app_manger_level", 2L)
            .append("global_recv_msg_opt", 1.0);
    assertThat(User.of(row)).isEqualTo(new User("u1", "", "", "", 2, 1, 0));
  }
}
