package im.rpc.friend;

import im.proto.sdkws.RequestPagination;

/// The rows that a request's page asks for.
///
/// @param skip rows before the page
/// @param limit rows on the page; 0 when the page is empty whatever there is
record Page(int skip, int limit) {
  static Page of(RequestPagination pagination) {
    int number = pagination.getPageNumber();
    int size = pagination.getShowNumber();
    long skip = (number - 1L) * size;
    boolean isEmpty = number < 1 || size < 1 || skip > Integer.MAX_VALUE;
    return isEmpty ? new Page(0, 0) : new Page((int) skip, size);
  }

  /// Whether none of `total` rows is on the page. A limit of 0 means "all" to the store: never ask
  /// it.
  boolean isPast(long total) {
    return limit == 0 || skip >= total;
  }
}
