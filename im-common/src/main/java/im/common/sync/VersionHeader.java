package im.common.sync;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// The head of a version document.
///
/// @param id identity of the document; a client that knows another one starts over
/// @param version number of the newest change, 1 for a new document
public record VersionHeader(ObjectId id, long version) {
  /// The head before there was a document.
  public static final VersionHeader NONE = new VersionHeader(new ObjectId("0".repeat(24)), 0);

  /// The identity as clients get it: 24 hex digits.
  public String versionID() {
    return id.toHexString();
  }

  /// The head as it is written down in the outbox.
  public Document toFacts() {
    return new Document("id", id).append("version", version);
  }

  /// The head that [#toFacts()] wrote down; [#NONE] when nothing was.
  public static VersionHeader ofFacts(@Nullable Document facts) {
    return facts == null
        ? NONE
        : new VersionHeader(facts.getObjectId("id"), facts.getLong("version"));
  }
}
