/// From `toRedis` to `toMongo` and `toPush`: the conversation of each message, its number, the
/// cache, and the two records that follow. Repeating any of it changes nothing, because a message
/// that was seen keeps its number. Start at [im.msgtransfer.sequencing.SequencingStage].
@NullMarked
package im.msgtransfer.sequencing;

import org.jspecify.annotations.NullMarked;
