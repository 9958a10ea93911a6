/// Users as the server sees them: the REST calls that make them, and WebSocket connections in any
/// of the four wire formats. Start at [im.bench.client.ChatClients].
@NullMarked
package im.bench.client;

import org.jspecify.annotations.NullMarked;
