/// Tests of the notifications: what a message looks like, in which order it is sent, and what
/// happens when rpc-msg does not answer.
@NullMarked
package im.common.notification;

import org.jspecify.annotations.NullMarked;
