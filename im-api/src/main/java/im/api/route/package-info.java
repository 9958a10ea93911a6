/// The routes as data: `routes.tsv` says which path calls which gRPC method or composition.
///
/// [im.api.route.RouteTable] reads it once at start and fails on a row that names nothing. A row
/// whose method is not built yet is not served, so that its path answers 404.
@NullMarked
package im.api.route;

import org.jspecify.annotations.NullMarked;
