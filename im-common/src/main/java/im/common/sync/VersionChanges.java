package im.common.sync;

import java.util.List;

/// Changes of a version document after some version, with the head they belong to.
///
/// @param head head of the document at the moment of reading
/// @param entries one entry for each element changed, oldest change first
public record VersionChanges(VersionHeader head, List<VersionEntry> entries) {
  /// Keeps its own copy of the list.
  public VersionChanges {
    entries = List.copyOf(entries);
  }
}
