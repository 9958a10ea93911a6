/// Malformed input at scale: WebSocket frames of every kind of wrongness and REST bodies that are
/// almost right. Nothing of it may kill a process or bring an inner detail of the server back to
/// the client. Start at [im.bench.Fuzz].
@NullMarked
package im.bench.fuzz;

import org.jspecify.annotations.NullMarked;
