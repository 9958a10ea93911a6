package im.common.rpc.validation;

import com.google.common.base.Splitter;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.Collections;
import java.util.List;

/// Makes messages that keep all rules of the table, and such that break one of them.
final class Samples {

  private final List<RuleTable.Row> table;
  private final long now;

  Samples(List<RuleTable.Row> table, long now) {
    this.table = table;
    this.now = now;
  }

  /// A message that keeps every rule of its type.
  Message good(Descriptor type) {
    Message.Builder message = DynamicMessage.newBuilder(type);
    for (RuleTable.Row row : table) {
      if (row.message().equals(type.getFullName())) {
        applyGood(message, path(row), words(row.rule()));
      }
    }
    return message.build();
  }

  /// Messages that keep all rules up to `row` and break that one, each in another way.
  List<Message> bad(Descriptor type, RuleTable.Row row) {
    List<String> rule = words(row.rule());
    return badValues(rule).stream()
        .map(value -> {
          Message.Builder message = good(type).toBuilder();
          applyBad(message, path(row), rule, value);
          return message.build();
        })
        .toList();
  }

  private void applyGood(Message.Builder message, List<String> path, List<String> rule) {
    descend(
        message,
        path,
        (owner, field, each) -> {
          if (rule.getFirst().equals("when")) {
            if (state(rule).isEmpty() && isEmpty(owner, neighbour(owner, rule))) {
              set(owner, field, each, goodValue(field, rule.subList(2, rule.size())));
            }
          } else {
            set(owner, field, each, goodValue(field, rule));
          }
        });
  }

  private void applyBad(
      Message.Builder message, List<String> path, List<String> rule, Object value) {
    descend(
        message,
        path,
        (owner, field, each) -> {
          if (rule.getFirst().equals("when")) {
            FieldDescriptor neighbour = neighbour(owner, rule);
            String state = state(rule);
            if (state.isEmpty()) {
              owner.clearField(neighbour);
            } else {
              owner.setField(neighbour, number(neighbour, Long.parseLong(state)));
            }
          }
          set(owner, field, each, value);
        });
  }

  private Object goodValue(FieldDescriptor field, List<String> rule) {
    return switch (rule.getFirst()) {
      case "nonempty" -> field.isRepeated() ? 1 : some(field);
      case "present" -> DynamicMessage.newBuilder(field.getMessageType());
      case "valid" -> good(field.getMessageType()).toBuilder();
      case "max-entries" -> Integer.parseInt(rule.get(1));
      case "min", "equals" -> Long.parseLong(rule.get(1));
      case "range" -> Long.parseLong(Splitter.on("..").splitToList(rule.get(1)).get(1));
      case "nonzero" -> 7L;
      case "not-after-now" -> now;
      case "id-alphabet", "not-blank" -> "ж_9";
      case "max-bytes" -> "ж".repeat(Integer.parseInt(rule.get(1)) / 2);
      default -> throw new AssertionError("no sample for " + rule);
    };
  }

  private List<Object> badValues(List<String> rule) {
    return switch (rule.getFirst()) {
      case "when" -> badValues(rule.subList(2, rule.size()));
      case "nonempty", "present", "valid" -> List.of(Clear.IT);
      case "max-entries" -> List.of(Integer.parseInt(rule.get(1)) + 1);
      case "min" -> List.of(Long.parseLong(rule.get(1)) - 1);
      case "equals" -> List.of(Long.parseLong(rule.get(1)) - 1, Long.parseLong(rule.get(1)) + 1);
      case "range" -> {
        List<String> bounds = Splitter.on("..").splitToList(rule.get(1));
        yield List.of(Long.parseLong(bounds.get(0)) - 1, Long.parseLong(bounds.get(1)) + 1);
      }
      case "nonzero" -> List.of(0L);
      case "not-after-now" -> List.of(now + 1);
      case "id-alphabet" -> List.of("a:5", "a-5", "a b");
      case "not-blank" -> List.of(" ", "\t\n");
      case "max-bytes" -> {
        int most = Integer.parseInt(rule.get(1));
        yield List.of("x".repeat(most + 1), "ж".repeat(most / 2) + "x");
      }
      default -> throw new AssertionError("no sample for " + rule);
    };
  }

  private enum Clear {
    IT
  }

  @FunctionalInterface
  private interface Change {
    void apply(Message.Builder owner, FieldDescriptor field, boolean each);
  }

  private static void descend(Message.Builder message, List<String> path, Change change) {
    String name = path.getFirst();
    boolean each = name.endsWith("[]");
    FieldDescriptor field =
        message.getDescriptorForType().findFieldByName(each ? name.replace("[]", "") : name);
    if (path.size() == 1) {
      change.apply(message, field, each);
      return;
    }
    Message.Builder inner;
    if (each) {
      inner =
          message.getRepeatedFieldCount(field) > 0
              ? ((Message) message.getRepeatedField(field, 0)).toBuilder()
              : DynamicMessage.newBuilder(field.getMessageType());
    } else {
      inner = ((Message) message.getField(field)).toBuilder();
    }
    descend(inner, path.subList(1, path.size()), change);
    if (each) {
      message.setField(field, List.of(inner.build()));
    } else {
      message.setField(field, inner.build());
    }
  }

  private static void set(
      Message.Builder owner, FieldDescriptor field, boolean each, Object value) {
    switch (value) {
      case Clear _ -> owner.clearField(field);
      case Message.Builder inner -> owner.setField(field, inner.build());
      case Integer count -> owner.setField(field, Collections.nCopies(count, some(field)));
      case Long number when each -> owner.setField(field, List.of(number(field, number)));
      case Long number -> owner.setField(field, number(field, number));
      default -> owner.setField(field, value);
    }
  }

  private static Object some(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> "x";
      case BYTE_STRING -> ByteString.copyFromUtf8("x");
      case INT, LONG -> number(field, 1);
      case MESSAGE -> DynamicMessage.getDefaultInstance(field.getMessageType());
      default -> throw new AssertionError("no sample for " + field);
    };
  }

  private static Object number(FieldDescriptor field, long number) {
    return field.getJavaType() == FieldDescriptor.JavaType.INT ? (Object) (int) number : number;
  }

  private static FieldDescriptor neighbour(Message.Builder owner, List<String> when) {
    String name = Splitter.on('=').splitToList(when.get(1)).get(0);
    return owner.getDescriptorForType().findFieldByName(name);
  }

  private static String state(List<String> when) {
    return Splitter.on('=').splitToList(when.get(1)).get(1);
  }

  private static boolean isEmpty(Message.Builder owner, FieldDescriptor field) {
    return owner.getField(field).equals("");
  }

  private static List<String> path(RuleTable.Row row) {
    return Splitter.on('.').splitToList(row.field());
  }

  private static List<String> words(String rule) {
    return Splitter.on(' ').splitToList(rule.replace("permitted ", ""));
  }
}
