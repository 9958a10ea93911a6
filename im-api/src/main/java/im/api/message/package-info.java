/// The routes that send messages: each builds a `MsgData` from a JSON struct of its own and gives
/// it to the message service.
///
/// [im.api.message.MessageComposer] is shared by the routes for ordinary messages; what content
/// they accept is described by [im.api.message.ContentShapes].
@NullMarked
package im.api.message;

import org.jspecify.annotations.NullMarked;
