package im.common.sync;

import im.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.types.ObjectId;

/// Answers "what changed since my version" (`reference/business-rules.md` 3.3). [#answer] asks the
/// log; the decisions themselves are the two pure functions [#fromHead] and [#fromChanges].
public final class IncrementalSync {
  /// Element id that stands for the order of the list: a pin or a role changed.
  public static final String ORDER = "____S_O_R_T_I_D____";

  /// Element id that stands for the owner itself, such as the group's own info.
  public static final String OWNER = "";

  /// More changed elements than this are not listed: the client loads the whole list instead.
  public static final int MAX_CHANGES = 200;

  private static final String NO_DOCUMENT = "0".repeat(24);

  private IncrementalSync() {}

  /// The client's knowledge.
  ///
  /// @param versionID identity it was given last; empty when it has none
  /// @param version number it was given last, unsigned; 0 when it has none
  public record Known(String versionID, long version) {
    boolean isUsable() {
      return version != 0 && ObjectId.isValid(versionID) && !versionID.equals(NO_DOCUMENT);
    }
  }

  /// What the client is told. Elements are ids; the service loads the objects of inserts and
  /// updates.
  ///
  /// @param head identity and version that the client keeps
  /// @param full true when the client has to load the whole list; all lists are empty then
  /// @param deleted elements gone
  /// @param inserted elements new to the list
  /// @param updated elements changed, or inserted and changed
  /// @param orderVersion version at which the order changed last; 0 when it did not
  /// @param ownerChanged whether the owner itself changed
  public record Answer(
      VersionHeader head,
      boolean full,
      List<String> deleted,
      List<String> inserted,
      List<String> updated,
      long orderVersion,
      boolean ownerChanged) {
    /// Whether there is anything to tell: a full load, or a change of an element or of the owner.
    public boolean hasNews() {
      return full
          || ownerChanged
          || !deleted.isEmpty()
          || !inserted.isEmpty()
          || !updated.isEmpty();
    }
  }

  /// What changed in the list of `ownerID` since what the client knows. An empty owner is refused
  /// with 1001.
  public static Answer answer(VersionLog log, String ownerID, Known known) {
    if (ownerID.isEmpty()) {
      throw ErrorCode.ARGS.because("id of the list's owner: empty (expected: an id)");
    }
    return answer(log, ownerID, known, log.header(ownerID));
  }

  /// As [#answer(VersionLog, String, Known)], when `head` was read before.
  public static Answer answer(VersionLog log, String ownerID, Known known, VersionHeader head) {
    return fromHead(head, known)
        .orElseGet(() -> fromChanges(log.changesSince(ownerID, known.version()), known));
  }

  /// Those of `elements` that `ids` name and that are there, in the order of the ids.
  public static <T> List<T> existing(List<String> ids, Map<String, T> elements) {
    return ids.stream().flatMap(id -> Stream.ofNullable(elements.get(id))).toList();
  }

  /// The answer, when the document's head is enough to give one.
  static Optional<Answer> fromHead(VersionHeader head, Known known) {
    if (!known.isUsable() || !known.versionID().equalsIgnoreCase(head.versionID())) {
      return Optional.of(everything(head));
    }
    return known.version() == head.version()
        ? Optional.of(changes(head, List.of(), List.of(), List.of(), 0, false))
        : Optional.empty();
  }

  /// The answer from the changes after the client's version.
  static Answer fromChanges(VersionChanges changes, Known known) {
    VersionHeader head = changes.head();
    if (!known.versionID().equalsIgnoreCase(head.versionID())
        || Long.compareUnsigned(head.version(), known.version()) < 0) {
      return everything(head);
    }
    List<String> deleted = new ArrayList<>();
    List<String> inserted = new ArrayList<>();
    List<String> updated = new ArrayList<>();
    long orderVersion = 0;
    boolean ownerChanged = false;
    for (VersionEntry entry : changes.entries()) {
      String element = entry.elementID();
      if (element.equals(ORDER)) {
        orderVersion = entry.version();
      } else if (element.equals(OWNER)) {
        ownerChanged = true;
      } else {
        switch (entry.state()) {
          case DELETE -> deleted.add(element);
          case INSERT -> inserted.add(element);
          case UPDATE -> updated.add(element);
        }
      }
    }
    if (deleted.size() + inserted.size() + updated.size() > MAX_CHANGES) {
      return new Answer(head, true, List.of(), List.of(), List.of(), orderVersion, ownerChanged);
    }
    return changes(head, deleted, inserted, updated, orderVersion, ownerChanged);
  }

  private static Answer everything(VersionHeader head) {
    return new Answer(head, true, List.of(), List.of(), List.of(), 0, false);
  }

  private static Answer changes(
      VersionHeader head,
      List<String> deleted,
      List<String> inserted,
      List<String> updated,
      long orderVersion,
      boolean ownerChanged) {
    return new Answer(
        head,
        false,
        List.copyOf(deleted),
        List.copyOf(inserted),
        List.copyOf(updated),
        orderVersion,
        ownerChanged);
  }
}
