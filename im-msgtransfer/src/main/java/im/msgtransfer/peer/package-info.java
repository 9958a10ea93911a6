/// What the stages ask other services: [im.msgtransfer.peer.GroupMembers].
@NullMarked
package im.msgtransfer.peer;

import org.jspecify.annotations.NullMarked;
