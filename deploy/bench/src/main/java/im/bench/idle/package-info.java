/// What a connection costs that says nothing: many are opened and held, and the memory of the
/// server's process is read before and after. Start at [im.bench.idle.IdleRun].
@NullMarked
package im.bench.idle;

import org.jspecify.annotations.NullMarked;
