package im.common.sync;

import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.number;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/// Reads the documents of a [VersionLog], whoever wrote them.
final class VersionDocument {
  private VersionDocument() {}

  static VersionChanges changesAbove(long version, Document found) {
    Map<String, VersionEntry> newest = new LinkedHashMap<>();
    for (Document log : logs(found)) {
      VersionEntry entry =
          new VersionEntry(
              log.getString("e_id"),
              VersionState.of(integer(log, "state")),
              number(log, "version"));
      if (above(version, entry.version())) {
        newest.merge(entry.elementID(), entry, (a, b) -> a.version() > b.version() ? a : b);
      }
    }
    return new VersionChanges(
        head(found),
        newest.values().stream().sorted(Comparator.comparingLong(VersionEntry::version)).toList());
  }

  /// The elements whose newest change is a removal above `known`, or in a document that was begun
  /// after it.
  static Set<String> removedSince(VersionHeader known, Document found) {
    long version = head(found).id().equals(known.id()) ? known.version() : 0;
    return changesAbove(version, found).entries().stream()
        .filter(entry -> entry.state() == VersionState.DELETE)
        .map(VersionEntry::elementID)
        .collect(Collectors.toUnmodifiableSet());
  }

  static boolean above(long version, long entryVersion) {
    return Long.compareUnsigned(entryVersion, version) > 0;
  }

  static List<Document> logs(Document found) {
    return found.getList("logs", Document.class, List.of());
  }

  static VersionHeader head(Document found) {
    return new VersionHeader(found.getObjectId("_id"), number(found, "version"));
  }
}
