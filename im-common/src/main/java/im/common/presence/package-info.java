/// Who is online, and where: the online status of users as the reference keeps and announces it,
/// and the routes that tell which gateways hold a user. Both are leases: a gateway that dies takes
/// nobody with it for longer than a lease. Start at [im.common.presence.OnlineStatus] and
/// [im.common.presence.Routes].
@NullMarked
package im.common.presence;

import org.jspecify.annotations.NullMarked;
