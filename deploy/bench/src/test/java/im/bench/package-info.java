/// Tests of the load generator against a small server that lies on demand: a verdict is worth
/// nothing before it was seen to fall. Start at [im.bench.LoadRunTest].
@NullMarked
package im.bench;

import org.jspecify.annotations.NullMarked;
