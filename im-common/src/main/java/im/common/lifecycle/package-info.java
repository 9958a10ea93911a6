/// How a service starts and stops: its environment, its composition root, its process. Shutdown
/// stops accepting first, finishes what was accepted, then closes connections within a deadline.
/// Start at [im.common.lifecycle.ServiceMain].
@NullMarked
package im.common.lifecycle;

import org.jspecify.annotations.NullMarked;
