package im.standalone;

import im.standalone.embedded.Infrastructure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a start of the standalone server is told.
///
/// @param data directory of the embedded stores
/// @param config directory of YAML files, null for the built-in configuration
/// @param apiPort port of the REST API, 0 for any free one, null for the configured one
/// @param wsPort port of the WebSocket gateway, likewise
/// @param stores the stores that are there already
public record Settings(
    Path data,
    @Nullable Path config,
    @Nullable Integer apiPort,
    @Nullable Integer wsPort,
    Infrastructure.Given stores) {}
