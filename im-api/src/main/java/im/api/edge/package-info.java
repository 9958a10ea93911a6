/// What routes answer with: an [im.api.edge.Endpoint] gives a [im.api.edge.Reply], in most cases an
/// [im.api.edge.Envelope].
///
/// A failure is thrown, and becomes an envelope in one place, in front of all endpoints.
@NullMarked
package im.api.edge;

import org.jspecify.annotations.NullMarked;
