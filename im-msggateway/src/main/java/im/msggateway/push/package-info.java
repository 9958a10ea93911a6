/// What other services ask of a gateway: pushes, kicks, who is connected, and news of logins
/// elsewhere. A push is encoded once for each wire format and handed to every connection without
/// waiting for any. Start at [im.msggateway.push.GatewayEndpoint].
@NullMarked
package im.msggateway.push;

import org.jspecify.annotations.NullMarked;
