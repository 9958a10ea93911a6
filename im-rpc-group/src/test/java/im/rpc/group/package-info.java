/// The group service as its callers see it: real gRPC, MongoDB and Redis; users, conversations and
/// messages are in-process servers that record what they are asked. [im.rpc.group.GroupWorld] sets
/// it up.
@NullMarked
package im.rpc.group;

import org.jspecify.annotations.NullMarked;
