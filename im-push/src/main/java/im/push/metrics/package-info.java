/// What the push service counts, under the names that the shipped dashboards know where there is
/// one (`reference/metrics.tsv`). Each meter is touched at the point of decision. Start at
/// [im.push.metrics.PushMetrics].
@NullMarked
package im.push.metrics;

import org.jspecify.annotations.NullMarked;
