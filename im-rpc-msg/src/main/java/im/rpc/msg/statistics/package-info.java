/// Who writes most, for app admins: counts over the stored messages of a span of time. The database
/// does the counting, so that what comes back is as long as the page that was asked for. Start at
/// [im.rpc.msg.statistics.Activity].
@NullMarked
package im.rpc.msg.statistics;

import org.jspecify.annotations.NullMarked;
