package im.common.rpc.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import im.common.error.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Holds every id in a request to a length: ids become keys of caches, of Redis and of Kafka, of
/// which only the number is bounded. An id is a text field that is called so.
public final class IdLengths {
  /// Bytes in UTF-8; the name of a conversation has two ids of users in it.
  static final int MAX_BYTES = 600;

  private static final Pattern NAMES = Pattern.compile("(?i).*ids?(list)?");

  private final Map<Descriptor, List<FieldDescriptor>> fields = new ConcurrentHashMap<>();

  IdLengths() {}

  /// Refuses ids that came on another way than in a request between services.
  ///
  /// @throws im.common.error.ImException 1001 for the first that is too long
  public static void require(String field, Collection<String> ids) {
    ids.forEach(id -> requireShort(id, field));
  }

  /// @throws im.common.error.ImException 1001 for the first that is too long
  void check(Message message, String prefix) {
    for (FieldDescriptor field :
        fields.computeIfAbsent(message.getDescriptorForType(), IdLengths::due)) {
      String where = prefix + field.getName();
      if (!field.isRepeated()) {
        if (field.getJavaType() == JavaType.STRING || message.hasField(field)) {
          check(message.getField(field), where);
        }
        continue;
      }
      int count = message.getRepeatedFieldCount(field);
      for (int i = 0; i < count; i++) {
        check(message.getRepeatedField(field, i), where);
      }
    }
  }

  private void check(Object value, String where) {
    if (value instanceof Message inner) {
      check(inner, where + ".");
    } else {
      requireShort((String) value, where);
    }
  }

  private static void requireShort(String id, String where) {
    if (id.length() * 3L <= MAX_BYTES) {
      return;
    }
    int bytes = id.getBytes(UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw ErrorCode.ARGS.because(
          "%s: %d bytes (expected: at most %d)".formatted(where, bytes, MAX_BYTES));
    }
  }

  /// The ids of a message, and the messages in it.
  private static List<FieldDescriptor> due(Descriptor type) {
    return type.getFields().stream()
        .filter(field -> !field.isMapField())
        .filter(field ->
            field.getJavaType() == JavaType.MESSAGE
                || field.getJavaType() == JavaType.STRING
                    && NAMES.matcher(field.getName()).matches())
        .toList();
  }
}
