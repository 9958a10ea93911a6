/// Metrics of a process and the HTTP endpoint that shows them.
///
/// [im.common.metrics.Metrics] is the registry every part of the process counts in;
/// [im.common.metrics.MetricName] has the names dashboards already query (`reference/metrics.tsv`),
/// to be used wherever such a thing is counted. [im.common.metrics.MetricsServer] serves `/metrics`
/// and `/healthz`, and to callers on the same machine `/loglevel`.
@NullMarked
package im.common.metrics;

import org.jspecify.annotations.NullMarked;
