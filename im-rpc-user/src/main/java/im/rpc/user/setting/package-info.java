/// Settings for clients, set by app admins: some for everybody, some for one user, whose own value
/// wins. Collection `config`. Start at [im.rpc.user.setting.ClientSettings].
@NullMarked
package im.rpc.user.setting;

import org.jspecify.annotations.NullMarked;
