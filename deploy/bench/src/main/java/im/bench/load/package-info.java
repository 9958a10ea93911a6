/// The load itself: participants with their connections, lanes that number the messages of one
/// sender to one conversation, the pace, and what was measured. Start at [im.bench.load.LoadRun].
@NullMarked
package im.bench.load;

import org.jspecify.annotations.NullMarked;
