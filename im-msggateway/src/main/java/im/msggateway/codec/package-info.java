/// The envelope of the long connection on the wire: gob or JSON, optionally gzipped, and the
/// WebSocket framing of what the server sends. Nothing here knows of sessions or services, so that
/// load generators can use it from the client's side. Start at [im.msggateway.codec.WireFormat].
@NullMarked
package im.msggateway.codec;

import org.jspecify.annotations.NullMarked;
