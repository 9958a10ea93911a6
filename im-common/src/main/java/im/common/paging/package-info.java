/// Pages of a list as clients ask for them (`reference/business-rules.md` 1.5): the total is always
/// told, and a page outside of the list is empty. Start at [im.common.paging.Page].
@NullMarked
package im.common.paging;

import org.jspecify.annotations.NullMarked;
