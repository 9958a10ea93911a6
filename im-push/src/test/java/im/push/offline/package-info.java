/// Tests of the offline branch's own parts.
@NullMarked
package im.push.offline;

import org.jspecify.annotations.NullMarked;
