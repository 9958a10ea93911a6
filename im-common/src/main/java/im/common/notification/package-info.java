/// What the services tell clients about changes: one notification is one message that rpc-msg
/// sends. A service describes what happened as a [im.common.notification.Notification] and hands it
/// to the [im.common.notification.Notifier], which never makes the caller's request fail. Which
/// type goes where and how is one table, [im.common.notification.NotificationKind]. What a change
/// promises outlives the process through [im.common.notification.Outbox].
@NullMarked
package im.common.notification;

import org.jspecify.annotations.NullMarked;
