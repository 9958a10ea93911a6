package im.common.lifecycle;

import im.common.rpc.ServiceName;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a process needs to know of the service it runs.
///
/// @param name name of the module, such as `im-rpc-msg`; the process name in its log
/// @param service the gRPC service it is found as, null when it serves none
/// @param factory builds the composition root
public record ServiceSpec(
    String name,
    @Nullable ServiceName service,
    Function<ServiceEnvironment, ? extends ImService> factory) {}
