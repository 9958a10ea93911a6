/// The verdict: acknowledged = stored once = delivered once. Stored is what the server's own
/// history says when every conversation is pulled from its first to its last seq. Start at
/// [im.bench.check.Equation].
@NullMarked
package im.bench.check;

import org.jspecify.annotations.NullMarked;
