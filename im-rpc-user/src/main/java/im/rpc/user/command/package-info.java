/// User commands: small notes that a client keeps on the server and finds again on every device, by
/// type and uuid. Collection `userCommands`. Start at [im.rpc.user.command.UserCommands].
@NullMarked
package im.rpc.user.command;

import org.jspecify.annotations.NullMarked;
