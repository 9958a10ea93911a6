package im.standalone.roles;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Fills a request by what its fields are called, so that a new method needs no words to be called:
/// ids of the [Cast], the first page, 1 for other numbers, "x" for other texts.
final class MadeUpRequest {
  private static final int DEPTH = 3;
  private static final List<String> OTHERS =
      List.of("friend", "black", "touser", "recv", "userid2", "invited", "kicked", "useridlist");
  private static final Map<String, Integer> NUMBERS =
      Map.of("contenttype", 101, "pagenumber", 1, "shownumber", 10, "handleresult", 1);

  private final String subject;
  private final String other;
  private final String groupID;

  /// `subject` is whose data is asked for, `other` whom it is about besides.
  MadeUpRequest(String subject, String other, String groupID) {
    this.subject = subject;
    this.other = other;
    this.groupID = groupID;
  }

  Message.Builder fill(Message empty) {
    Message.Builder request = empty.newBuilderForType();
    fill(request, DEPTH);
    return request;
  }

  private void fill(Message.Builder message, int depth) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isMapField()) {
        continue;
      }
      if (field.getJavaType() != JavaType.MESSAGE) {
        set(message, field, value(field));
      } else if (depth > 0
          && !field.getMessageType().getFullName().startsWith("openim.protobuf.")) {
        Message.Builder inner = message.newBuilderForField(field);
        fill(inner, depth - 1);
        set(message, field, inner.build());
      }
    }
  }

  private static void set(Message.Builder message, FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      message.addRepeatedField(field, value);
    } else {
      message.setField(field, value);
    }
  }

  private Object value(FieldDescriptor field) {
    String name = field.getName().toLowerCase(Locale.ROOT);
    return switch (field.getJavaType()) {
      case STRING -> text(name);
      case BYTE_STRING -> ByteString.copyFromUtf8("x");
      case INT -> NUMBERS.getOrDefault(name, 1);
      case LONG -> NUMBERS.getOrDefault(name, 1).longValue();
      case BOOLEAN -> false;
      default -> field.getDefaultValue();
    };
  }

  private String text(String name) {
    if (name.contains("groupid")) {
      return groupID;
    }
    if (name.contains("conversationid")) {
      return "sg_" + groupID;
    }
    if (name.contains("versionid")) {
      return "";
    }
    boolean isUser = name.contains("userid") || name.equals("sendid") || name.equals("account");
    if (OTHERS.stream().anyMatch(name::contains)) {
      return other;
    }
    return isUser ? subject : "x";
  }
}
