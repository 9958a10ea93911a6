/// From an accepted socket to a session: the HTTP request with its parameters, the checks in the
/// order clients expect, both ways to answer a refusal, and the upgrade. The token is checked on a
/// virtual thread, everything else on the event loop. Start at
/// [im.msggateway.handshake.HandshakeHandler].
@NullMarked
package im.msggateway.handshake;

import org.jspecify.annotations.NullMarked;
