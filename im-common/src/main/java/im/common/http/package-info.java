/// A small HTTP/1.1 server on Netty, for the REST interface and for the metrics port.
///
/// [im.common.http.HttpServer] receives requests on event loops and hands each to an
/// [im.common.http.HttpHandler] on a virtual thread of its own, where it may block. Bodies,
/// requests in flight and idle time are bounded; closing the server finishes what it has accepted.
@NullMarked
package im.common.http;

import org.jspecify.annotations.NullMarked;
