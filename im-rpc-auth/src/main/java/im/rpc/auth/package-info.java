/// The service of tokens, `openim.auth.Auth`: it hands tokens out, says whether one is good, and
/// ends them (`reference/business-rules.md` 4). Its state is in Redis alone, so any number of
/// instances run side by side. Start at [im.rpc.auth.AuthService].
@NullMarked
package im.rpc.auth;

import org.jspecify.annotations.NullMarked;
