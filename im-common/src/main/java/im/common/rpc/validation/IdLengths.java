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
    ids.forEach(id -> requireShort(id, "", field));
  }

  /// @throws im.common.error.ImException 1001 for the first that is too long
  void check(Message message, String prefix) {
    for (FieldDescriptor field :
        fields.computeIfAbsent(message.getDescriptorForType(), IdLengths::due)) {
      if (field.getJavaType() == JavaType.STRING) {
        checkIDs(message, field, prefix);
      } else {
        checkInner(message, field, prefix);
      }
    }
  }

  private static void checkIDs(Message message, FieldDescriptor field, String prefix) {
    if (!field.isRepeated()) {
      requireShort((String) message.getField(field), prefix, field.getName());
      return;
    }
    int count = message.getRepeatedFieldCount(field);
    for (int i = 0; i < count; i++) {
      requireShort((String) message.getRepeatedField(field, i), prefix, field.getName());
    }
  }

  private void checkInner(Message message, FieldDescriptor field, String prefix) {
    if (!field.isRepeated()) {
      if (message.hasField(field)) {
        check((Message) message.getField(field), prefix + field.getName() + ".");
      }
      return;
    }
    int count = message.getRepeatedFieldCount(field);
    String where = count == 0 ? "" : prefix + field.getName() + ".";
    for (int i = 0; i < count; i++) {
      check((Message) message.getRepeatedField(field, i), where);
    }
  }

  /// The place is named only when it is needed: every id of every request comes by here.
  private static void requireShort(String id, String prefix, String field) {
    if (id.length() * 3L <= MAX_BYTES) {
      return;
    }
    int bytes = id.getBytes(UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw ErrorCode.ARGS.because(
          "%s%s: %d bytes (expected: at most %d)".formatted(prefix, field, bytes, MAX_BYTES));
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
