package im.common.paging;

import com.mongodb.client.FindIterable;
import im.proto.sdkws.RequestPagination;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bson.Document;

/// A part of a list.
///
/// @param skip how many entries come before it
/// @param size how many entries it has at most; 0 for a page that shows nothing
public record Page(long skip, int size) {
  /// A page that shows nothing.
  public static final Page EMPTY = new Page(0, 0);

  /// The page that a client asked for; page numbers begin at 1. A size of 0 or less shows nothing.
  public static Page of(RequestPagination asked) {
    int number = asked.getPageNumber();
    int size = asked.getShowNumber();
    return number < 1 || size < 1 ? EMPTY : new Page((number - 1L) * size, size);
  }

  /// True when a list of `total` entries has nothing on this page.
  public boolean isPast(long total) {
    return size == 0 || skip >= total;
  }

  /// The entries of `all` on this page.
  public <T> List<T> of(List<T> all) {
    if (isPast(all.size())) {
      return List.of();
    }
    long end = Math.min(all.size(), skip + size);
    return List.copyOf(all.subList((int) skip, (int) end));
  }

  /// Those of `rows` on this page, in their order, as `reader` understands them. Without an order
  /// of `rows` in which each has one place, pages may overlap.
  public <T> List<T> of(FindIterable<Document> rows, Function<Document, T> reader) {
    if (isPast(Integer.MAX_VALUE)) {
      return List.of();
    }
    return rows.skip((int) skip).limit(size).map(reader::apply).into(new ArrayList<>());
  }

  /// Whether `shown` entries on this page mean that the list ends on it.
  boolean isLast(int shown) {
    return shown < size && (shown > 0 || skip == 0);
  }
}
