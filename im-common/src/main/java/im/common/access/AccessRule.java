package im.common.access;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/// Who may call one gRPC method, as written in the table.
public sealed interface AccessRule {
  /// Refuses with 1002 when the caller of `request` may not call the method.
  void check(Access access, Message request);

  /// Any caller, with or without a user.
  record Anyone() implements AccessRule {
    @Override
    public void check(Access access, Message request) {}
  }

  /// Only services; no edge routes to it.
  record Internal() implements AccessRule {
    @Override
    public void check(Access access, Message request) {}
  }

  /// The handler decides, because the rule depends on stored state.
  record Handler() implements AccessRule {
    @Override
    public void check(Access access, Message request) {}
  }

  /// App admins.
  record Admin() implements AccessRule {
    @Override
    public void check(Access access, Message request) {
      access.requireAdmin();
    }
  }

  /// The user named in a field, or an app admin.
  record Self(FieldPath field) implements AccessRule {
    @Override
    public void check(Access access, Message request) {
      access.requireSelf(field.text(request));
    }
  }

  /// One of the users named in several fields, or an app admin.
  record AnyOf(List<FieldPath> fields) implements AccessRule {
    @Override
    public void check(Access access, Message request) {
      List<String> ids = new ArrayList<>(fields.size());
      for (FieldPath field : fields) {
        ids.add(field.text(request));
      }
      access.requireAnyOf(ids);
    }
  }

  /// A string field inside a request, such as `userInfo.userID`.
  record FieldPath(List<FieldDescriptor> steps) {
    /// Resolves `path` against `type`.
    ///
    /// @throws IllegalArgumentException when the message has no such field
    static FieldPath of(Descriptor type, String path) {
      List<FieldDescriptor> steps = new ArrayList<>();
      Descriptor current = type;
      for (String name : path.split("\\.")) {
        FieldDescriptor field = current.findFieldByName(name);
        if (field == null) {
          throw new IllegalArgumentException(
              "field: " + path + " (expected: a field of " + type.getFullName() + ")");
        }
        steps.add(field);
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          current = field.getMessageType();
        }
      }
      return new FieldPath(List.copyOf(steps));
    }

    String text(Message request) {
      Object value = request;
      for (FieldDescriptor step : steps) {
        value = ((Message) value).getField(step);
      }
      return (String) value;
    }
  }

  /// The rule written as `text` for a method whose request is `type`.
  static AccessRule parse(Descriptor type, String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String argument = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "anyone" -> new Anyone();
      case "internal" -> new Internal();
      case "handler" -> new Handler();
      case "admin" -> new Admin();
      case "self" -> new Self(FieldPath.of(type, argument));
      case "anyof" ->
          new AnyOf(
              List.of(argument.split(",")).stream().map(path -> FieldPath.of(type, path)).toList());
      default ->
          throw new IllegalArgumentException(
              "rule: "
                  + text
                  + " (expected: anyone, internal, handler, admin, self:F or anyof:F,G)");
    };
  }
}
