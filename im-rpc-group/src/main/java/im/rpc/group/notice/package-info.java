/// What the group service says to others: the notifications of group events and the calls to the
/// user, conversation and message services. [im.rpc.group.notice.GroupNotices] builds the tips of
/// 1501 … 1520 (`reference/business-rules.md` 2.7, 2.8, 7). The neighbours are plain stubs behind
/// small classes.
@NullMarked
package im.rpc.group.notice;

import org.jspecify.annotations.NullMarked;
