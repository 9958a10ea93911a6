/// Tests of the fuzzer's own parts.
@NullMarked
package im.bench.fuzz;

import org.jspecify.annotations.NullMarked;
