/// Groups, members and applications in MongoDB, in the layout of `reference/mongo-collections.tsv`.
/// Handlers change them through [im.rpc.group.store.GroupChanges], which also writes the version
/// logs and tells the caches of all processes; they read through the stores and
/// [im.rpc.group.store.GroupDirectory]. Rows are the wire messages, so that nothing is copied
/// twice.
@NullMarked
package im.rpc.group.store;

import org.jspecify.annotations.NullMarked;
