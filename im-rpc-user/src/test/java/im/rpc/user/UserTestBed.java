package im.rpc.user;

import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests that share one [UserWorld].
@ExtendWith({RedisExtension.class, MongoExtension.class})
abstract class UserTestBed {
  static UserWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = new UserWorld();
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
  }
}
