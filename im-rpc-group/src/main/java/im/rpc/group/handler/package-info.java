/// One class per concern of the group service: what a caller may do, in which order it is checked,
/// and what it brings about (`reference/business-rules.md` 7; rows "group" of
/// `reference/right-answers.md`). [im.rpc.group.handler.GroupGuard] holds the checks that several
/// share. Handlers know nothing of gRPC.
@NullMarked
package im.rpc.group.handler;

import org.jspecify.annotations.NullMarked;
