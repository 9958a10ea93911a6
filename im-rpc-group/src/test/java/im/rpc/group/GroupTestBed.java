package im.rpc.group;

import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests that share one [GroupWorld].
@ExtendWith({MongoExtension.class, RedisExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GroupTestBed {
  static GroupWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = new GroupWorld();
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
  }
}
