/// The other services as this one needs them: profiles, [im.rpc.friend.peer.Users]. Calls are made
/// with the rights of the server, since the caller's permission has been checked here. What clients
/// see of a profile beside a friend is decided where it is shown.
@NullMarked
package im.rpc.friend.peer;

import org.jspecify.annotations.NullMarked;
