/// `openim.third.third`: vendor push tokens and badges of devices, logs that clients upload, and
/// the names under which objects are kept. It runs in the process of the message service but is a
/// service of its own to its callers. Start at [im.rpc.msg.third.ThirdService].
@NullMarked
package im.rpc.msg.third;

import org.jspecify.annotations.NullMarked;
