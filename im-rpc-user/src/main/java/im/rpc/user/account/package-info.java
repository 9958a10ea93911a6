/// Notification accounts: users of level 3 and more, in whose name an app speaks to its users. They
/// are rows of collection `user` like all others and never log in. Start at
/// [im.rpc.user.account.NotificationAccounts].
@NullMarked
package im.rpc.user.account;

import org.jspecify.annotations.NullMarked;
