package im.common.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import im.common.context.RequestContext;
import im.proto.auth.AuthProto;
import im.proto.conversation.ConversationProto;
import im.proto.ext.ReadingProto;
import im.proto.group.GroupProto;
import im.proto.msg.MsgProto;
import im.proto.msggateway.MsggatewayProto;
import im.proto.push.PushProto;
import im.proto.relation.RelationProto;
import im.proto.rtc.RtcProto;
import im.proto.sdkws.UserInfo;
import im.proto.third.ThirdProto;
import im.proto.user.UserProto;
import im.proto.user.updateUserInfoReq;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccessTableTest {
  private static final String UPDATE = "openim.user.user/updateUserInfo";

  private final AccessTable table = AccessTable.load();
  private final Access access = new Access(List.of("imAdmin"));

  @Test
  void everyMethodHasARowThatFitsItsRequest() {
    List<String> methods = new ArrayList<>();
    for (MethodDescriptor method : methods().toList()) {
      String name = method.getService().getFullName() + "/" + method.getName();
      methods.add(name);
      assertThat(table.rule(name, method.getInputType())).as(name).isNotNull();
    }
    assertThat(table.rows().keySet()).containsExactlyInAnyOrderElementsOf(methods);
  }

  @Test
  void aMethodWithoutARowIsRefused() {
    assertThatThrownBy(() -> table.rule("openim.user.user/other", UserInfo.getDescriptor()))
        .hasMessageContaining("1002");
  }

  @Test
  void onlyTheUserHimselfAndAdminsPassSelf() {
    var request =
        updateUserInfoReq
            .newBuilder()
            .setUserInfo(UserInfo.newBuilder().setUserID("alice"))
            .build();
    as("alice", () -> table.check(access, UPDATE, request));
    as("imAdmin", () -> table.check(access, UPDATE, request));
    RequestContext.of("op", "bob").asAdmin().run(() -> table.check(access, UPDATE, request));
    assertThatThrownBy(() -> as("bob", () -> table.check(access, UPDATE, request)))
        .hasMessageContaining("1002");
  }

  @Test
  void whoIsNobodyIsNotAdmin() {
    assertThatThrownBy(() ->
            table.check(
                access,
                "openim.auth.Auth/forceLogout",
                im.proto.auth.forceLogoutReq.getDefaultInstance()))
        .hasMessageContaining("1002");
  }

  private static void as(String userID, Runnable task) {
    RequestContext.of("op", userID).run(task);
  }

  private static Stream<MethodDescriptor> methods() {
    return Stream.of(
            AuthProto.getDescriptor(),
            UserProto.getDescriptor(),
            RelationProto.getDescriptor(),
            GroupProto.getDescriptor(),
            ConversationProto.getDescriptor(),
            MsgProto.getDescriptor(),
            MsggatewayProto.getDescriptor(),
            PushProto.getDescriptor(),
            ThirdProto.getDescriptor(),
            RtcProto.getDescriptor(),
            ReadingProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .map(ServiceDescriptor::getMethods)
        .flatMap(List::stream);
  }
}
