/// Real parts for tests: a Redis server and a MongoDB that speaks the wire protocol, one of each
/// per test JVM, on ephemeral ports, emptied before each test class. Other modules use them through
/// the test jar. Start at [im.common.testing.RedisExtension] and
/// [im.common.testing.MongoExtension].
@NullMarked
package im.common.testing;

import org.jspecify.annotations.NullMarked;
