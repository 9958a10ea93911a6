/// Profiles of users: the rows of collection `user` and what registering, changing and searching
/// them means. A change is told to the user, his friends and his groups. Start at
/// [im.rpc.user.profile.UserStore].
@NullMarked
package im.rpc.user.profile;

import org.jspecify.annotations.NullMarked;
