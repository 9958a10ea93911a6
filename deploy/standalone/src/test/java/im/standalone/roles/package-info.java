/// Who may call what: every gRPC method and every route, called in every role.
@NullMarked
package im.standalone.roles;

import org.jspecify.annotations.NullMarked;
