package im.common.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The service config of every channel: round robin, and retry of calls that may be repeated
/// without harm.
final class ServiceConfigs {
  // SendMsg is safe to repeat: the pipeline remembers (sendID, clientMsgID).
  private static final Pattern IDEMPOTENT =
      Pattern.compile("(get|Get|is|parse|Pull|account|Search).*|SendMsg");

  private ServiceConfigs() {}

  static Map<String, ?> of(List<ServiceDescriptor> services) {
    List<Map<String, String>> names = new ArrayList<>();
    for (ServiceDescriptor service : services) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        String name = method.getBareMethodName();
        if (name != null && IDEMPOTENT.matcher(name).matches()) {
          names.add(Map.of("service", service.getName(), "method", name));
        }
      }
    }
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
