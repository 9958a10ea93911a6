package im.rpc.msg.search;

import im.common.history.StoredMessage;
import im.common.paging.Page;
import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Collects one page of messages while they are found, and counts those before and after it.
final class FoundPage {
  private static final int COUNTED_DOCUMENTS = 500;

  /// The page is worth more than an exact total: its caller has a deadline.
  private static final long COUNTING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Page page;
  private final List<StoredMessage> messages = new ArrayList<>();
  private int total;
  private int countedDocuments;
  private long fullSince;

  FoundPage(Page page) {
    this.page = page;
  }

  /// Takes what was found in one document, and says whether more is wanted.
  boolean add(List<StoredMessage> found) {
    for (StoredMessage message : found) {
      if (total >= page.skip() && messages.size() < page.size()) {
        messages.add(message);
      }
      total++;
    }
    if (messages.size() == page.size() && total > page.skip()) {
      fullSince = countedDocuments++ == 0 ? System.nanoTime() : fullSince;
    }
    boolean isCounted =
        countedDocuments > COUNTED_DOCUMENTS
            || (countedDocuments > 0 && System.nanoTime() - fullSince > COUNTING_NANOS);
    // Nobody waits for the rest of a call that was given up.
    return !isCounted && !Context.current().isCancelled();
  }

  List<StoredMessage> messages() {
    return messages;
  }

  int total() {
    return total;
  }
}
