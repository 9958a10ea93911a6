/// Objects over HTTP: where uploads will be found, and the way from their public address to the
/// store. Start at [im.api.object.ObjectRedirect].
@NullMarked
package im.api.object;

import org.jspecify.annotations.NullMarked;
