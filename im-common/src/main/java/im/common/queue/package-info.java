/// Durable, ordered streams between pipeline stages: publish, subscribe by group in key order,
/// commit after effect. Kafka is the implementation; a Redis one fits behind the same interface.
/// Start at [im.common.queue.MessageQueue].
@NullMarked
package im.common.queue;

import org.jspecify.annotations.NullMarked;
