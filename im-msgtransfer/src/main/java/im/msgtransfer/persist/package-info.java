/// From `toMongo` to the documents of MongoDB: one bulk write for everything that is waiting in a
/// partition, and marks for those who are mentioned there. Start at
/// [im.msgtransfer.persist.PersistStage].
@NullMarked
package im.msgtransfer.persist;

import org.jspecify.annotations.NullMarked;
