package im.common.sync;

import static im.common.sync.VersionState.DELETE;
import static im.common.sync.VersionState.INSERT;
import static im.common.sync.VersionState.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.sync.IncrementalSync.Answer;
import im.common.sync.IncrementalSync.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of the decision table in `reference/business-rules.md` 3.3.
final class IncrementalSyncTest {
  private static final VersionHeader HEAD = new VersionHeader(new ObjectId(), 7);

  @ParameterizedTest
  @ValueSource(strings = {"", "zz", "0123456789abcdef0123456", "000000000000000000000000"})
  void row2IdThatIsNone(String versionID) {
    assertEverything(IncrementalSync.fromHead(HEAD, new Known(versionID, 7)).orElseThrow());
  }

  @Test
  void row2VersionZero() {
    assertEverything(IncrementalSync.fromHead(HEAD, new Known(HEAD.versionID(), 0)).orElseThrow());
  }

  @Test
  void row3ForeignID() {
    Known foreign = new Known("0123456789abcdef01234567", 7);
    assertEverything(IncrementalSync.fromHead(HEAD, foreign).orElseThrow());
  }

  @Test
  void row4UpToDate() {
    Answer answer = IncrementalSync.fromHead(HEAD, known(7)).orElseThrow();
    assertThat(answer.full()).isFalse();
    assertThat(answer.hasNews()).isFalse();
    assertThat(answer.head()).isEqualTo(HEAD);
  }

  @Test
  void row4KnowsTheIDInCapitals() {
    Known capitals = new Known(HEAD.versionID().toUpperCase(Locale.ROOT), 7);
    assertThat(IncrementalSync.fromHead(HEAD, capitals).orElseThrow().full()).isFalse();
  }

  @Test
  void otherwiseTheChangesDecide() {
    assertThat(IncrementalSync.fromHead(HEAD, known(6))).isEmpty();
    assertThat(IncrementalSync.fromHead(HEAD, known(8))).isEmpty();
    assertThat(IncrementalSync.fromHead(HEAD, known(-1))).isEmpty();
  }

  @Test
  void row5aDocumentWasReplaced() {
    VersionHeader replaced = new VersionHeader(new ObjectId(), 9);
    Answer answer =
        IncrementalSync.fromChanges(
            new VersionChanges(replaced, List.of(new VersionEntry("a", INSERT, 9))), known(7));
    assertEverything(answer, replaced);
  }

  @ParameterizedTest
  @ValueSource(longs = {8, Long.MAX_VALUE, -1})
  void row5aClientAheadOfTheServer(long version) {
    assertEverything(
        IncrementalSync.fromChanges(new VersionChanges(HEAD, List.of()), known(version)));
  }

  @Test
  void row5bMoreChangesThanAreListed() {
    Answer answer = IncrementalSync.fromChanges(new VersionChanges(HEAD, updates(201)), known(1));
    assertEverything(answer);
  }

  @Test
  void row5cAsManyChangesAsAreListed() {
    Answer answer = IncrementalSync.fromChanges(new VersionChanges(HEAD, updates(200)), known(1));
    assertThat(answer.full()).isFalse();
    assertThat(answer.updated()).hasSize(200);
  }

  @Test
  void markersDoNotCountAsChanges() {
    List<VersionEntry> entries = updates(200);
    entries.add(new VersionEntry(IncrementalSync.ORDER, UPDATE, 7));
    entries.add(new VersionEntry(IncrementalSync.OWNER, UPDATE, 7));
    Answer answer = IncrementalSync.fromChanges(new VersionChanges(HEAD, entries), known(1));
    assertThat(answer.full()).isFalse();
    assertThat(answer.updated()).hasSize(200);
    assertThat(answer.orderVersion()).isEqualTo(7);
    assertThat(answer.ownerChanged()).isTrue();
  }

  @Test
  void row5bStillTellsOfMarkers() {
    List<VersionEntry> entries = updates(201);
    entries.add(new VersionEntry(IncrementalSync.ORDER, UPDATE, 6));
    Answer answer = IncrementalSync.fromChanges(new VersionChanges(HEAD, entries), known(1));
    assertThat(answer.full()).isTrue();
    assertThat(answer.orderVersion()).isEqualTo(6);
  }

  @Test
  void row5cSortsByState() {
    List<VersionEntry> entries =
        List.of(
            new VersionEntry("gone", DELETE, 5),
            new VersionEntry("new", INSERT, 6),
            new VersionEntry("changed", UPDATE, 7));
    Answer answer = IncrementalSync.fromChanges(new VersionChanges(HEAD, entries), known(4));
    assertThat(answer.deleted()).containsExactly("gone");
    assertThat(answer.inserted()).containsExactly("new");
    assertThat(answer.updated()).containsExactly("changed");
    assertThat(answer.orderVersion()).isZero();
    assertThat(answer.ownerChanged()).isFalse();
    assertThat(answer.head()).isEqualTo(HEAD);
  }

  private static List<VersionEntry> updates(int count) {
    List<VersionEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new VersionEntry("e" + i, UPDATE, 7));
    }
    return entries;
  }

  private static Known known(long version) {
    return new Known(HEAD.versionID(), version);
  }

  private static void assertEverything(Answer answer) {
    assertEverything(answer, HEAD);
  }

  private static void assertEverything(Answer answer, VersionHeader head) {
    assertThat(answer.full()).isTrue();
    assertThat(answer.deleted()).isEmpty();
    assertThat(answer.inserted()).isEmpty();
    assertThat(answer.updated()).isEmpty();
    assertThat(answer.head()).isEqualTo(head);
  }
}
