package im.rpc.group.store;

import im.proto.sdkws.RequestPagination;
import java.util.List;

/// One page of a list and how long the whole list is (`reference/business-rules.md` 1.5).
///
/// @param total length of the whole list
/// @param items the page; empty beyond the end and when no items were asked for
public record Page<T>(long total, List<T> items) {
  /// The page of `all` that `pagination` (pages from 1) asks for.
  public static <T> Page<T> of(List<T> all, RequestPagination pagination) {
    long from = skip(pagination);
    if (isEmpty(pagination) || from >= all.size()) {
      return new Page<>(all.size(), List.of());
    }
    long to = Math.min(all.size(), from + pagination.getShowNumber());
    return new Page<>(all.size(), List.copyOf(all.subList((int) from, (int) to)));
  }

  static boolean isEmpty(RequestPagination pagination) {
    return pagination.getPageNumber() < 1 || pagination.getShowNumber() < 1;
  }

  static long skip(RequestPagination pagination) {
    return (pagination.getPageNumber() - 1L) * pagination.getShowNumber();
  }
}
