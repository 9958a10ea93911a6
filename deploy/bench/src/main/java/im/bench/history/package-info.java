/// Reading in a long conversation. Start at [im.bench.history.HistoryRun].
@NullMarked
package im.bench.history;

import org.jspecify.annotations.NullMarked;
