/// Who is online, as gateways report it and everybody may ask. The state itself is
/// [im.common.presence.OnlineStatus]. Start at [im.rpc.user.status.UserStatus].
@NullMarked
package im.rpc.user.status;

import org.jspecify.annotations.NullMarked;
