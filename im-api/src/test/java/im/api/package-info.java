/// Tests of the REST interface: the real HTTP server and the real gRPC stack in this JVM, with
/// stand-ins for the services behind it.
@NullMarked
package im.api;

import org.jspecify.annotations.NullMarked;
