/// Files that ship with a program, such as tables and scripts. Start at
/// [im.common.resource.TextResource].
@NullMarked
package im.common.resource;

import org.jspecify.annotations.NullMarked;
