package im.msggateway.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The type definitions of one gob stream and the skipping of values by them
/// (`reference/ws-protocol.md` 2.5). Ids are the sender's choice, so nothing is known beforehand
/// but the built-in types.
final class GobTypes {
  static final int BOOL = 1;
  static final int INT = 2;
  static final int UINT = 3;
  static final int FLOAT = 4;
  static final int BYTES = 5;
  static final int STRING = 6;
  static final int COMPLEX = 7;
  static final int FIRST_USER_ID = 64;
  private static final int MAX_NESTING = 100;

  /// A composite type.
  sealed interface Type {}

  record Field(String name, int typeId) {}

  record Struct(List<Field> fields) implements Type {}

  /// Slices and arrays: the same bytes.
  record Sequence(int element) implements Type {}

  record Mapping(int key, int value) implements Type {}

  /// A value in an encoding of its own, bytes to us.
  record Opaque() implements Type {}

  private final Map<Integer, Type> types = new HashMap<>();

  /// Reads the definition of `id` and takes it up.
  void define(int id, GobInput in) throws MalformedFrameException {
    if (id < FIRST_USER_ID) {
      throw new MalformedFrameException("gob type id " + id + " (expected: 64 or above)");
    }
    Type type = definition(in);
    if (!in.atEnd()) {
      throw new MalformedFrameException("gob definition followed by " + in.remaining() + " bytes");
    }
    if (types.putIfAbsent(id, type) != null) {
      throw new MalformedFrameException("gob type id " + id + " defined twice");
    }
  }

  /// The struct with `id`.
  Struct struct(int id) throws MalformedFrameException {
    if (types.get(id) instanceof Struct struct) {
      return struct;
    }
    throw new MalformedFrameException("gob value of type " + id + " (expected: a defined struct)");
  }

  /// Steps over a value of type `id`.
  void skip(int id, GobInput in) throws MalformedFrameException {
    skip(id, in, 0);
  }

  private void skip(int id, GobInput in, int depth) throws MalformedFrameException {
    if (depth > MAX_NESTING) {
      throw new MalformedFrameException("gob value nested deeper than " + MAX_NESTING);
    }
    switch (id) {
      case BOOL, INT, UINT, FLOAT -> in.uint();
      case BYTES, STRING -> in.skip(in.count("gob length"));
      case COMPLEX -> {
        in.uint();
        in.uint();
      }
      default -> skip(types.get(id), id, in, depth);
    }
  }

  private void skip(@Nullable Type type, int id, GobInput in, int depth)
      throws MalformedFrameException {
    switch (type) {
      case null -> throw new MalformedFrameException("gob type id " + id + " is not defined");
      case Struct struct -> {
        FieldCursor cursor = new FieldCursor(struct, in);
        for (Field field = cursor.next(); field != null; field = cursor.next()) {
          skip(field.typeId(), in, depth + 1);
        }
      }
      case Sequence(int element) -> {
        for (int left = in.count("gob slice length"); left > 0; left--) {
          skipCounted(element, in, depth + 1);
        }
      }
      case Mapping(int key, int value) -> {
        for (int left = in.count("gob map length"); left > 0; left--) {
          skipCounted(key, in, depth + 1);
          skipCounted(value, in, depth + 1);
        }
      }
      case Opaque() -> in.skip(in.count("gob length"));
    }
  }

  private void skipCounted(int id, GobInput in, int depth) throws MalformedFrameException {
    in.requireMore();
    skip(id, in, depth);
  }

  /// Steps through the fields present in a struct value.
  static final class FieldCursor {
    private final Struct struct;
    private final GobInput in;
    private int index = -1;

    FieldCursor(Struct struct, GobInput in) {
      this.struct = struct;
      this.in = in;
    }

    /// The field whose value comes next, null after the last.
    @Nullable Field next() throws MalformedFrameException {
      int delta = delta(in, struct.fields().size() - 1 - index);
      if (delta == 0) {
        return null;
      }
      index += delta;
      return struct.fields().get(index);
    }
  }

  // Go takes the end of a block for the end of a struct, as it does the zero that belongs there.
  private static int delta(GobInput in, int left) throws MalformedFrameException {
    if (in.atEnd()) {
      return 0;
    }
    long delta = in.uint();
    if (delta < 0 || delta > left) {
      throw new MalformedFrameException(
          "gob field delta " + Long.toUnsignedString(delta) + " (expected: at most " + left + ")");
    }
    return (int) delta;
  }

  private static Type definition(GobInput in) throws MalformedFrameException {
    Type type = null;
    int member = -1;
    for (int delta = delta(in, 7); delta != 0; delta = delta(in, 6 - member)) {
      member += delta;
      type =
          switch (member) {
            case 0, 1 -> new Sequence(ids(in, 3)[1]);
            case 2 -> structType(in);
            case 3 -> {
              int[] ids = ids(in, 3);
              yield new Mapping(ids[1], ids[2]);
            }
            default -> {
              ids(in, 1);
              yield new Opaque();
            }
          };
    }
    if (type == null) {
      throw new MalformedFrameException("gob definition without content");
    }
    return type;
  }

  /// Reads a struct whose member 0 is a CommonType and whose others are integers.
  private static int[] ids(GobInput in, int members) throws MalformedFrameException {
    int[] ids = new int[members];
    int member = -1;
    for (int delta = delta(in, members); delta != 0; delta = delta(in, members - 1 - member)) {
      member += delta;
      if (member == 0) {
        named(in);
      } else {
        // The length of an array may exceed 32 bits and does not matter here.
        ids[member] = (int) in.integer();
      }
    }
    return ids;
  }

  private static Type structType(GobInput in) throws MalformedFrameException {
    List<Field> fields = new ArrayList<>();
    int member = -1;
    for (int delta = delta(in, 2); delta != 0; delta = delta(in, 1 - member)) {
      member += delta;
      if (member == 0) {
        named(in);
      } else {
        for (int left = in.count("gob field count"); left > 0; left--) {
          in.requireMore();
          fields.add(named(in));
        }
      }
    }
    return new Struct(List.copyOf(fields));
  }

  /// CommonType and the description of a field look alike: Name, Id.
  private static Field named(GobInput in) throws MalformedFrameException {
    String name = "";
    int id = 0;
    int member = -1;
    for (int delta = delta(in, 2); delta != 0; delta = delta(in, 1 - member)) {
      member += delta;
      if (member == 0) {
        name = in.text();
      } else {
        id = in.int32("gob type id");
      }
    }
    return new Field(name, id);
  }
}
