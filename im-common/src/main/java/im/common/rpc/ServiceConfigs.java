package im.common.rpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The service config of a channel: round robin, and retry of calls that may be repeated without
/// harm. It asks protobuf's descriptors, because gRPC's would load every message class of the
/// service into a process that calls one method of it.
final class ServiceConfigs {
  // SendMsg is safe to repeat: the pipeline remembers (sendID, clientMsgID).
  private static final Pattern IDEMPOTENT =
      Pattern.compile("(get|Get|is|parse|Pull|account|Search).*|SendMsg");

  private ServiceConfigs() {}

  static Map<String, ?> of(ServiceDescriptor service) {
    List<Map<String, String>> names =
        service.getMethods().stream()
            .map(MethodDescriptor::getName)
            .filter(method -> IDEMPOTENT.matcher(method).matches())
            .map(method -> Map.of("service", service.getFullName(), "method", method))
            .toList();
    return Map.of(
        "loadBalancingConfig",
        List.of(Map.of("round_robin", Map.of())),
        "methodConfig",
        List.of(
            Map.of(
                "name",
                names,
                "retryPolicy",
                Map.of(
                    "maxAttempts",
                    4.0,
                    "initialBackoff",
                    "0.1s",
                    "maxBackoff",
                    "1s",
                    "backoffMultiplier",
                    2.0,
                    "retryableStatusCodes",
                    List.of("UNAVAILABLE")))));
  }
}
