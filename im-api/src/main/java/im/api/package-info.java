/// The REST interface: routes as data, most of them one gRPC call, some composed of several.
///
/// [im.api.ApiService] is the composition root; a request passes [im.api.ApiHandler], which checks
/// headers and token, and reaches the [im.api.edge.Endpoint] that the table of
/// [im.api.route.RouteTable] names. Whatever happens is answered in the envelope of
/// `reference/rest-api.md` chapter 1.
@NullMarked
package im.api;

import org.jspecify.annotations.NullMarked;
