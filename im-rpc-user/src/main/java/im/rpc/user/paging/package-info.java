/// Pages of a list as clients ask for them (`reference/business-rules.md` 1.5). The total is always
/// counted; a page outside of the list is empty. Start at [im.rpc.user.paging.Page].
@NullMarked
package im.rpc.user.paging;

import org.jspecify.annotations.NullMarked;
