/// Stored messages: documents of a hundred slots in MongoDB, recent ones in Redis, and what a
/// reader gets to see of them (`reference/pipeline-storage.md` 4 and 5.3). Start at
/// [im.common.history.MessageHistory].
@NullMarked
package im.common.history;

import org.jspecify.annotations.NullMarked;
