/// The offline branch: who was not reached on a phone gets a notification through a vendor. It has
/// a bounded queue of its own and, for groups, a topic of its own, so that no vendor ever holds the
/// online way up. Start at [im.push.offline.OfflineBranch].
@NullMarked
package im.push.offline;

import org.jspecify.annotations.NullMarked;
