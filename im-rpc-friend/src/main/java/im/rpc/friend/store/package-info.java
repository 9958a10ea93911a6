/// Friends, applications and black lists in MongoDB, in the reference's layout, with their version
/// logs and the publication of what changed. A friendship is one row for each direction. Start at
/// [im.rpc.friend.store.FriendStore]; layout: `reference/mongo-collections.tsv`.
@NullMarked
package im.rpc.friend.store;

import org.jspecify.annotations.NullMarked;
