/// Tests of the load's own parts.
@NullMarked
package im.bench.load;

import org.jspecify.annotations.NullMarked;
