/// Where a user stands: read positions and the notifications that tell of them, visible bounds.
/// Start at [im.rpc.msg.mark.ReadMarks].
@NullMarked
package im.rpc.msg.mark;

import org.jspecify.annotations.NullMarked;
