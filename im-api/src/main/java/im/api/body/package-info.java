/// Bodies of the composite routes, which are JSON structs of their own and no protobuf messages.
///
/// [im.api.body.JsonBody] reads their fields as strictly as Go's `encoding/json` does; a misfit is
/// an [im.api.edge.UnreadableBodyException].
@NullMarked
package im.api.body;

import org.jspecify.annotations.NullMarked;
