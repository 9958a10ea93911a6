/// How long single questions take when what they are about is large: groups, lists of groups and of
/// conversations. Each is measured at two sizes, so that one sees what grows with the whole. Start
/// at [im.bench.scale.ScaleRun].
@NullMarked
package im.bench.scale;

import org.jspecify.annotations.NullMarked;
