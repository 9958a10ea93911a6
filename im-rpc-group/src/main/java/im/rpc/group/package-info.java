/// The service of groups, `openim.group.group`: founding them, who is in them and as what, their
/// settings, applications, and the synchronisation of all of it (`reference/business-rules.md` 7).
/// [im.rpc.group.GroupService] wires the parts; [im.rpc.group.GroupEndpoint] names the handler of
/// each method.
@NullMarked
package im.rpc.group;

import org.jspecify.annotations.NullMarked;
