/// The push service: takes every message that msgtransfer has stored, finds out who is to see it,
/// and hands it to the gateways that hold those users. Whoever it did not reach on a phone goes on
/// to the offline branch, which never slows the online way down. Start at [im.push.PushService].
@NullMarked
package im.push;

import org.jspecify.annotations.NullMarked;
