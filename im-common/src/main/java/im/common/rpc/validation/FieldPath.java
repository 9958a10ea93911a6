package im.common.rpc.validation;

import com.google.common.base.Splitter;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/// The way from a message to a field, such as `users[].userID`.
final class FieldPath {

  private record Step(FieldDescriptor field, boolean eachEntry) {}

  /// Receives the value a path leads to, the message that holds it, and its place in words.
  @FunctionalInterface
  interface Visitor {
    void visit(Message owner, FieldValue value, String where);
  }

  private final List<Step> steps;

  private FieldPath(List<Step> steps) {
    this.steps = steps;
  }

  /// @throws IllegalArgumentException if `type` has no such field
  static FieldPath compile(Descriptor type, String path) {
    List<Step> steps = new ArrayList<>();
    Descriptor current = type;
    List<String> names = Splitter.on('.').splitToList(path);
    for (int i = 0; i < names.size(); i++) {
      boolean each = names.get(i).endsWith("[]");
      String name = each ? names.get(i).substring(0, names.get(i).length() - 2) : names.get(i);
      FieldDescriptor field = field(current, name);
      if (each && !field.isRepeated()) {
        throw new IllegalArgumentException("field: %s (expected: a list)".formatted(name));
      }
      steps.add(new Step(field, each));
      if (i < names.size() - 1) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isRepeated() != each) {
          throw new IllegalArgumentException("field: %s (expected: a message)".formatted(name));
        }
        current = field.getMessageType();
      }
    }
    return new FieldPath(List.copyOf(steps));
  }

  static FieldDescriptor field(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "field: %s (expected: one of %s)".formatted(name, type.getFullName()));
    }
    return field;
  }

  /// The field at the end of the path.
  FieldDescriptor field() {
    return steps.getLast().field;
  }

  /// Whether the path leads to a list as a whole.
  boolean isList() {
    return field().isRepeated() && !steps.getLast().eachEntry;
  }

  /// Calls the visitor for each value the path leads to; none when a message on the way is absent.
  void visit(Message message, Visitor visitor) {
    visit(message, 0, "", visitor);
  }

  private void visit(Message message, int depth, String prefix, Visitor visitor) {
    Step step = steps.get(depth);
    FieldDescriptor field = step.field;
    String where = prefix + field.getName();
    boolean last = depth == steps.size() - 1;
    if (step.eachEntry) {
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        Object entry = message.getRepeatedField(field, i);
        String entryWhere = where + "[" + i + "]";
        if (last) {
          visitor.visit(message, new FieldValue(field, entry, true), entryWhere);
        } else {
          visit((Message) entry, depth + 1, entryWhere + ".", visitor);
        }
      }
    } else if (last) {
      visitor.visit(message, FieldValue.of(message, field), where);
    } else if (message.hasField(field)) {
      visit((Message) message.getField(field), depth + 1, where + ".", visitor);
    }
  }
}
