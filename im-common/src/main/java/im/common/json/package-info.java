/// JSON as the REST interface and the notifications write it: the text that Go's `encoding/json`
/// makes of the same protobuf message.
///
/// [im.common.json.GoJson] is the front door; it turns any generated message into JSON and JSON
/// into any builder, driven by the message's descriptor. What belongs to one message type is
/// compiled on first use and kept, so that a call costs no reflection.
@NullMarked
package im.common.json;

import org.jspecify.annotations.NullMarked;
