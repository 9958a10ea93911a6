package im.common.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;

/// The layout of the collections that both systems work on, from `collections.tsv`: what a row may
/// and must contain, and the indexes.
public final class StoredLayout {
  private static final String RESOURCE = "/im/common/mongo/collections.tsv";
  private static final Pattern REMARK = Pattern.compile("\\(.*\\)|\\[.*]|<.*>");
  private static final String MISSING = "missing";
  private static final Map<String, BsonType> TYPES =
      Map.of(
          "objectid", BsonType.OBJECT_ID,
          "string", BsonType.STRING,
          "int32", BsonType.INT32,
          "int64", BsonType.INT64,
          "bool", BsonType.BOOLEAN,
          "date", BsonType.DATE_TIME,
          "document", BsonType.DOCUMENT,
          "array", BsonType.ARRAY,
          "null", BsonType.NULL);

  /// An index.
  ///
  /// @param keys field to direction, in order
  public record Index(Map<String, Integer> keys, boolean unique) {}

  private record Field(Set<String> types) {
    boolean mayMiss() {
      return types.contains(MISSING);
    }

    boolean fits(BsonValue value) {
      return types.stream().anyMatch(type -> TYPES.get(type) == value.getBsonType());
    }
  }

  /// Fields that writers of the collection leave out, one or the other.
  private static final Set<String> OPTIONAL =
      Set.of("s3 user_id", "s3 hash", "group_request handle_msg", "group_request handled_msg");

  private final Map<String, Map<String, Field>> fields = new LinkedHashMap<>();
  private final Map<String, List<Index>> indexes = new LinkedHashMap<>();

  /// Reads the table.
  public StoredLayout() {
    try (InputStream in =
        Objects.requireNonNull(StoredLayout.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> read(line.split("\t", -1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The collections that have a layout.
  public Set<String> collections() {
    return fields.keySet();
  }

  /// The indexes that a collection has to have.
  public List<Index> indexes(String collection) {
    return indexes.getOrDefault(collection, List.of());
  }

  /// What is wrong with a row: fields that the layout does not know, has under another type, or
  /// misses.
  public List<String> faults(String collection, BsonDocument row) {
    List<String> faults = new ArrayList<>();
    Map<String, Field> layout = fields.getOrDefault(collection, Map.of());
    check(collection, layout, "", row, faults);
    return faults;
  }

  private static void check(
      String collection,
      Map<String, Field> layout,
      String prefix,
      BsonDocument row,
      List<String> faults) {
    for (Map.Entry<String, Field> each : layout.entrySet()) {
      String path = each.getKey();
      if (path.startsWith(prefix)
          && path.indexOf('.', prefix.length()) < 0
          && !each.getValue().mayMiss()
          && !OPTIONAL.contains(collection + " " + path)
          && !row.containsKey(path.substring(prefix.length()))) {
        faults.add(collection + "." + path + ": missing");
      }
    }
    row.forEach((name, value) -> {
      String path = prefix + name;
      Field field = layout.get(path);
      if (field == null) {
        faults.add(collection + "." + path + ": not in the layout");
      } else if (!field.fits(value)) {
        faults.add(
            collection
                + "."
                + path
                + ": "
                + value.getBsonType()
                + " (expected: "
                + field.types
                + ")");
      } else if (value instanceof BsonDocument inner && hasFields(layout, path + ".")) {
        check(collection, layout, path + ".", inner, faults);
      } else if (value instanceof BsonArray array && hasFields(layout, path + "[].")) {
        array.forEach(entry -> check(collection, layout, path + "[].", entry.asDocument(), faults));
      }
    });
  }

  private static boolean hasFields(Map<String, Field> layout, String prefix) {
    return layout.keySet().stream().anyMatch(path -> path.startsWith(prefix));
  }

  private void read(String[] cells) {
    String collection = cells[0];
    if (cells[1].equals("field")) {
      Set<String> types = new TreeSet<>();
      for (String type : REMARK.matcher(cells[3]).replaceAll("").split("\\|")) {
        types.add(type.strip().toLowerCase(Locale.ROOT));
      }
      // "int64 (int32 0 possible)" says in a remark that both occur.
      if (cells[3].contains("int32 0")) {
        types.add("int32");
      }
      fields
          .computeIfAbsent(collection, _ -> new LinkedHashMap<>())
          .put(cells[2], new Field(types));
    } else {
      Map<String, Integer> keys = new LinkedHashMap<>();
      String[] names = cells[2].split(",");
      String[] directions = cells[3].split(",");
      for (int i = 0; i < names.length; i++) {
        keys.put(names[i], Integer.parseInt(directions[i]));
      }
      indexes
          .computeIfAbsent(collection, _ -> new ArrayList<>())
          .add(new Index(keys, cells[4].equals("unique")));
    }
  }
}
