/// What the outside is told of who is connected here, and what connections are told of others:
/// routes for pushes, online status with its renewal, and subscriptions. All reports say how things
/// are, not what happened, so one that is repeated or late does no harm. Start at
/// [im.msggateway.presence.Presence].
@NullMarked
package im.msggateway.presence;

import org.jspecify.annotations.NullMarked;
