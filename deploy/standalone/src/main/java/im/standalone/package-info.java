/// The whole server in one JVM, for a first look, for a small installation and for the end-to-end
/// tests. [im.standalone.Standalone] is the program: it brings up Kafka, Redis and MongoDB
/// (embedded, or given by address), then the ten services on in-process discovery, and takes all of
/// it down in reverse. Nothing in here knows what a service does; the same services run as
/// processes of their own.
@NullMarked
package im.standalone;

import org.jspecify.annotations.NullMarked;
