/// Who asks and under which operation, from the first byte of a request to its last log line. The
/// context is a scoped value: it is bound once at an edge and read anywhere below it, also by
/// logging. Start at [im.common.context.RequestContext].
@NullMarked
package im.common.context;

import org.jspecify.annotations.NullMarked;
