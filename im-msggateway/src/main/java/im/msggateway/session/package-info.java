/// One connection after its handshake, and all of them: frames in, frames out, heartbeats, and who
/// stays when a user logs in again. A session owns no thread; its frames are handled on the event
/// loop of its channel and its requests, one at a time, on a virtual thread. Start at
/// [im.msggateway.session.Session] and [im.msggateway.session.Logins].
@NullMarked
package im.msggateway.session;

import org.jspecify.annotations.NullMarked;
