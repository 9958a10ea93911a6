/// The conversation list of the JavaScript client in one answer (`reference/rest-api.md` 4.7).
///
/// [im.api.jssdk.ConversationViews] composes the elements out of five services;
/// [im.api.jssdk.JsConversations] is the endpoints in front of it, in JSON and in protobuf.
@NullMarked
package im.api.jssdk;

import org.jspecify.annotations.NullMarked;
