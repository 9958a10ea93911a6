/// Where a user stands: read positions and the notifications that tell of them. Start at
/// [im.rpc.msg.mark.ReadMarks].
@NullMarked
package im.rpc.msg.mark;

import org.jspecify.annotations.NullMarked;
