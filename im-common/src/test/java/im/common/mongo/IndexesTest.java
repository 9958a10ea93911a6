package im.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.StoredLayout;
import im.common.testing.StoredLayout.Index;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class IndexesTest {
  @Test
  void everyIndexOfTheLayoutIsMade() {
    StoredLayout layout = new StoredLayout();
    List<String> missing = new ArrayList<>();
    for (String collection : layout.collections()) {
      List<Index> made =
          Indexes.of(collection).stream()
              .map(model ->
                  new Index(keys(model.getKeys().toBsonDocument()), model.getOptions().isUnique()))
              .toList();
      for (Index wanted : layout.indexes(collection)) {
        if (made.stream().noneMatch(index -> serves(index, wanted))) {
          missing.add(collection + " " + wanted);
        }
      }
    }
    assertThat(layout.collections()).hasSize(19);
    assertThat(missing).isEmpty();
  }

  @Test
  void whatIsPagedHasAnIndexInItsOrder() {
    assertThat(keysOf("group"))
        .contains(
            "{\"create_time\": -1, \"_id\": -1, \"status\": 1, \"group_name\": 1}",
            "{\"group_id\": 1, \"status\": 1, \"group_name\": 1, \"create_time\": 1, \"_id\": 1}");
    assertThat(keysOf("user"))
        .contains("{\"app_manger_level\": 1, \"_id\": 1, \"user_id\": 1, \"nickname\": 1}");
    assertThat(keysOf("black")).contains("{\"owner_user_id\": 1, \"_id\": 1}");
    assertThat(keysOf("group_member"))
        .contains("{\"group_id\": 1, \"role_level\": -1, \"_id\": 1}");
    assertThat(keysOf("group_request"))
        .contains(
            "{\"group_id\": 1, \"req_time\": -1, \"_id\": -1}",
            "{\"user_id\": 1, \"req_time\": -1, \"_id\": -1}");
    assertThat(keysOf("friend")).contains("{\"owner_user_id\": 1, \"is_pinned\": -1, \"_id\": 1}");
    assertThat(keysOf("friend_request"))
        .contains(
            "{\"to_user_id\": 1, \"create_time\": -1, \"_id\": -1}",
            "{\"from_user_id\": 1, \"create_time\": -1, \"_id\": -1}");
    assertThat(keysOf("conversation"))
        .contains(
            "{\"owner_user_id\": 1, \"_id\": 1}",
            "{\"is_msg_destruct\": 1, \"msg_destruct_time\": 1}");
  }

  /// A stricter one serves as well, and one that goes on after the same keys.
  private static boolean serves(Index made, Index wanted) {
    List<Map.Entry<String, Integer>> keys = List.copyOf(made.keys().entrySet());
    List<Map.Entry<String, Integer>> first = List.copyOf(wanted.keys().entrySet());
    return keys.equals(first)
        ? made.unique() || !wanted.unique()
        : !wanted.unique()
            && keys.size() > first.size()
            && keys.subList(0, first.size()).equals(first);
  }

  private static List<String> keysOf(String collection) {
    return Indexes.of(collection).stream()
        .map(model -> model.getKeys().toBsonDocument().toJson())
        .toList();
  }

  private static Map<String, Integer> keys(BsonDocument document) {
    Map<String, Integer> keys = new LinkedHashMap<>();
    document.forEach((name, direction) -> keys.put(name, direction.asNumber().intValue()));
    return keys;
  }
}
