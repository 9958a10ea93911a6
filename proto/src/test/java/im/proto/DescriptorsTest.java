package im.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import im.proto.auth.AuthProto;
import im.proto.conversation.ConversationProto;
import im.proto.errinfo.ErrinfoProto;
import im.proto.ext.ReadingProto;
import im.proto.group.GroupProto;
import im.proto.jssdk.JssdkProto;
import im.proto.msg.MsgProto;
import im.proto.msggateway.MsggatewayProto;
import im.proto.push.PushProto;
import im.proto.relation.RelationProto;
import im.proto.rtc.RtcProto;
import im.proto.sdkws.SdkwsProto;
import im.proto.statistics.StatisticsProto;
import im.proto.third.ThirdProto;
import im.proto.user.UserProto;
import im.proto.wrappers.WrappersProto;
import java.io.InputStream;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every message, field, enum, service and method on the wire is the one that clients were built
/// against.
class DescriptorsTest {
  @Test
  void theWireIsTheReferences() throws Exception {
    TreeSet<String> expected = new TreeSet<>();
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/openim.desc"), "openim.desc")) {
      FileDescriptorSet.parseFrom(in).getFileList().forEach(file -> describe(file, expected));
    }
    TreeSet<String> ours = new TreeSet<>();
    files().map(FileDescriptor::toProto).forEach(file -> describe(file, ours));
    assertThat(expected).hasSizeGreaterThan(2_000);
    assertThat(ours).isEqualTo(expected);
  }

  @Test
  void whatIsBeyondTheReferenceKeepsOutOfItsPackages() {
    TreeSet<String> own = new TreeSet<>();
    describe(ReadingProto.getDescriptor().toProto(), own);
    assertThat(own)
        .isNotEmpty()
        .allMatch(line -> line.startsWith("file ext/") || line.contains(" im.ext."));
  }

  private static Stream<FileDescriptor> files() {
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
        StatisticsProto.getDescriptor(),
        ThirdProto.getDescriptor(),
        UserProto.getDescriptor(),
        WrappersProto.getDescriptor());
  }

  /// One line for each fact, so that a difference names itself.
  private static void describe(FileDescriptorProto file, TreeSet<String> lines) {
    lines.add("file " + file.getName() + " package " + file.getPackage() + " " + file.getSyntax());
    file.getMessageTypeList().forEach(each -> describe(file.getPackage(), each, lines));
    file.getEnumTypeList().forEach(each -> describe(file.getPackage(), each, lines));
    file.getServiceList().forEach(each -> describe(file.getPackage(), each, lines));
  }

  private static void describe(String scope, DescriptorProto message, TreeSet<String> lines) {
    String name = scope + "." + message.getName();
    lines.add("message " + name + " mapEntry=" + message.getOptions().getMapEntry());
    for (FieldDescriptorProto field : message.getFieldList()) {
      lines.add(
          "field %s.%s = %d %s %s %s optional=%s oneof=%s"
              .formatted(
                  name,
                  field.getName(),
                  field.getNumber(),
                  field.getType(),
                  field.getTypeName(),
                  field.getLabel(),
                  field.getProto3Optional(),
                  field.hasOneofIndex()
                      ? message.getOneofDecl(field.getOneofIndex()).getName()
                      : ""));
    }
    message.getNestedTypeList().forEach(each -> describe(name, each, lines));
    message.getEnumTypeList().forEach(each -> describe(name, each, lines));
  }

  private static void describe(String scope, EnumDescriptorProto type, TreeSet<String> lines) {
    type.getValueList()
        .forEach(value ->
            lines.add(
                "enum %s.%s %s = %d"
                    .formatted(scope, type.getName(), value.getName(), value.getNumber())));
  }

  private static void describe(
      String scope, ServiceDescriptorProto service, TreeSet<String> lines) {
    service
        .getMethodList()
        .forEach(method ->
            lines.add(
                "rpc %s.%s/%s(%s) returns (%s) streaming=%s,%s"
                    .formatted(
                        scope,
                        service.getName(),
                        method.getName(),
                        method.getInputType(),
                        method.getOutputType(),
                        method.getClientStreaming(),
                        method.getServerStreaming())));
  }
}
