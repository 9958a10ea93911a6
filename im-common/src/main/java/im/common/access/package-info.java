/// Who may call an operation: one table of all gRPC methods, enforced in front of every handler,
/// and the checks that handlers make themselves. A method without a row fails the build. Start at
/// [im.common.access.AccessTable].
@NullMarked
package im.common.access;

import org.jspecify.annotations.NullMarked;
