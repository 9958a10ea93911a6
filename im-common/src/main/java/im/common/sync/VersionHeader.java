package im.common.sync;

import org.bson.types.ObjectId;

/// The head of a version document.
///
/// @param id identity of the document; a client that knows another one starts over
/// @param version number of the newest change, 1 for a new document
public record VersionHeader(ObjectId id, long version) {
  /// The identity as clients get it: 24 hex digits.
  public String versionID() {
    return id.toHexString();
  }
}
