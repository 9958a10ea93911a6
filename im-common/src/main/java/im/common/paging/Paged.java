package im.common.paging;

import java.util.List;
import java.util.function.LongSupplier;

/// One page of a list, and how long the whole list is.
///
/// @param total length of the whole list
/// @param shown the page
public record Paged<T>(long total, List<T> shown) {
  /// The `page` of `all`.
  public static <T> Paged<T> of(List<T> all, Page page) {
    return new Paged<>(all.size(), page.of(all));
  }

  /// `shown`, which is `page` of a list that is `count` long. The last page says itself where the
  /// list ends: then nothing is counted.
  public static <T> Paged<T> counted(Page page, List<T> shown, LongSupplier count) {
    long total = page.isLast(shown.size()) ? page.skip() + shown.size() : count.getAsLong();
    return new Paged<>(total, shown);
  }
}
