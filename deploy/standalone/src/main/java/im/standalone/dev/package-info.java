/// The server as it runs in production, on one machine, for development and tests: every service in
/// processes of its own, several of any, found over fixed addresses. [im.standalone.dev.Launcher]
/// starts and stops all of it, and kills and restarts single processes to show that nothing is
/// lost. The stores are the embedded ones of the standalone server, or given by address.
@NullMarked
package im.standalone.dev;

import org.jspecify.annotations.NullMarked;
