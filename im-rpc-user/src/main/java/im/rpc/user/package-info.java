/// The service of users, `openim.user.user`: profiles, who is online, notification accounts, user
/// commands and client settings (`reference/business-rules.md` 5). One package per concern; the
/// gRPC face is here. Start at [im.rpc.user.UserService].
@NullMarked
package im.rpc.user;

import org.jspecify.annotations.NullMarked;
