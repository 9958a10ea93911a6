package im.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import im.proto.auth.AuthProto;
import im.proto.conversation.ConversationProto;
import im.proto.errinfo.ErrinfoProto;
import im.proto.group.GroupProto;
import im.proto.jssdk.JssdkProto;
import im.proto.msg.MsgProto;
import im.proto.msggateway.MsggatewayProto;
import im.proto.push.PushProto;
import im.proto.relation.RelationProto;
import im.proto.rtc.RtcProto;
import im.proto.sdkws.SdkwsProto;
import im.proto.third.ThirdProto;
import im.proto.user.UserProto;
import im.proto.wrappers.WrappersProto;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every message of every file goes to JSON and back, empty and with all fields set.
class AllMessagesTest {
  private static final int DEPTH = 4;

  static Stream<String> messages() {
    return Stream.of(
            AuthProto.getDescriptor(),
            ConversationProto.getDescriptor(),
            ErrinfoProto.getDescriptor(),
            GroupProto.getDescriptor(),
            JssdkProto.getDescriptor(),
            MsgProto.getDescriptor(),
            MsggatewayProto.getDescriptor(),
            PushProto.getDescriptor(),
            RelationProto.getDescriptor(),
            RtcProto.getDescriptor(),
            SdkwsProto.getDescriptor(),
            ThirdProto.getDescriptor(),
            UserProto.getDescriptor(),
            WrappersProto.getDescriptor())
        .flatMap(AllMessagesTest::classNames);
  }

  private static Stream<String> classNames(FileDescriptor file) {
    String javaPackage = file.getOptions().getJavaPackage();
    return file.getMessageTypes().stream().map(Descriptor::getName).map(n -> javaPackage + "." + n);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void goesToJsonAndBack(String className) throws Exception {
    Message empty = (Message) Class.forName(className).getMethod("getDefaultInstance").invoke(null);
    for (Message original : List.of(empty, filled(empty, DEPTH))) {
      byte[] json = GoJson.toBytes(original);
      var tree = new ObjectMapper().readTree(json);
      Message.Builder read = empty.newBuilderForType();
      GoJson.merge(json, read);
      assertThat(read.build()).isEqualTo(original);
      if (tree.isObject()) {
        for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
          assertThat(tree.has(field.getName()))
              .as(field.getFullName())
              .isEqualTo(!field.isMapField() || original.getRepeatedFieldCount(field) > 0);
        }
      }
    }
  }

  private static Message filled(Message empty, int depth) {
    Message.Builder builder = empty.newBuilderForType();
    for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0) {
        continue;
      }
      if (field.isRepeated()) {
        builder.addRepeatedField(field, value(builder, field, depth));
      } else {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder.build();
  }

  private static Object value(Message.Builder owner, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> Integer.MIN_VALUE + field.getNumber();
      case LONG -> Long.MIN_VALUE + field.getNumber();
      case FLOAT -> 0.1f;
      case DOUBLE -> 0.1;
      case BOOLEAN -> true;
      case STRING -> "<" + field.getName() + "> ä😀";
      case BYTE_STRING -> ByteString.copyFromUtf8(field.getName());
      case ENUM -> field.getEnumType().getValues().getLast();
      case MESSAGE -> filled(owner.newBuilderForField(field).build(), depth - 1);
    };
  }
}
