package im.api;

import im.api.edge.Reply;
import im.common.metrics.MetricName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts answers (`reference/metrics.tsv`, `api_count` and `http_count`).
final class ApiMetrics {
  private static final String NOT_FOUND = "<404>";

  private final Meter.MeterProvider<Counter> envelopes;
  private final Meter.MeterProvider<Counter> responses;

  ApiMetrics(MeterRegistry meters) {
    this.envelopes = Counter.builder(MetricName.API_COUNT).withRegistry(meters);
    this.responses = Counter.builder(MetricName.HTTP_COUNT).withRegistry(meters);
  }

  /// Counts one answer; `path` is the route's pattern, empty when there is no route.
  void count(String method, String path, Reply reply) {
    if (reply.errCode() != Reply.NO_ENVELOPE) {
      envelopes
          .withTags("path", path, "method", method, "code", Integer.toString(reply.errCode()))
          .increment();
    }
    int status = reply.response().status();
    responses
        .withTags(
            "path",
            status == 404 ? NOT_FOUND : path,
            "method",
            method,
            "status",
            Integer.toString(status))
        .increment();
  }
}
