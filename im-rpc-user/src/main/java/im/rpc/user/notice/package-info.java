/// What users are told when their data change (`reference/business-rules.md` 2). Told after the
/// change is stored, never as a part of it. Start at [im.rpc.user.notice.UserNotices].
@NullMarked
package im.rpc.user.notice;

import org.jspecify.annotations.NullMarked;
