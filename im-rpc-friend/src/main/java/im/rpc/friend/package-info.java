/// The friend service: friends, applications and black lists, kept in step with the clients by
/// version logs. [im.rpc.friend.FriendService] wires it; each concern (applications, the friend
/// list, black lists, profile changes) is a class of its own behind the thin
/// [im.rpc.friend.FriendEndpoint]. Rules: `reference/business-rules.md` 6.
@NullMarked
package im.rpc.friend;

import org.jspecify.annotations.NullMarked;
