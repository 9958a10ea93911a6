/// The load generator: plays users of the real protocol against a running server, measures what
/// they see, and afterwards proves from the server's own history that nothing was lost or doubled.
/// Start at [im.bench.Main]; [im.bench.Fuzz] throws malformed input instead.
@NullMarked
package im.bench;

import org.jspecify.annotations.NullMarked;
