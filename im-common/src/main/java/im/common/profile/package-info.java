/// Who users are, as im-rpc-user knows them, for the services that show or check it. Start at
/// [im.common.profile.UserProfiles].
@NullMarked
package im.common.profile;

import org.jspecify.annotations.NullMarked;
