/// Who is to see a message: the two sides of a chat, or the members of a group together with those
/// who have just left it. Member lists are cached as immutable lists, so that a message to a large
/// group costs no copy. Start at [im.push.receivers.Receivers].
@NullMarked
package im.push.receivers;

import org.jspecify.annotations.NullMarked;
