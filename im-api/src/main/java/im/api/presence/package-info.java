/// The routes that ask every gateway who is connected where.
///
/// [im.api.presence.GatewayPresence] gathers, the two endpoints of `reference/rest-api.md` 4.5
/// shape the answer.
@NullMarked
package im.api.presence;

import org.jspecify.annotations.NullMarked;
