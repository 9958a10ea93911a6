package im.common.rpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import im.common.config.DiscoveryConfig;
import im.proto.auth.AuthProto;
import im.proto.conversation.ConversationProto;
import im.proto.group.GroupProto;
import im.proto.msg.MsgProto;
import im.proto.msggateway.MsggatewayProto;
import im.proto.push.PushProto;
import im.proto.relation.RelationProto;
import im.proto.third.ThirdProto;
import im.proto.user.UserProto;

/// The gRPC services of the system. The name under which instances register comes from
/// `discovery.yml`.
public enum ServiceName {
  AUTH,
  USER,
  FRIEND,
  GROUP,
  CONVERSATION,
  MSG,
  PUSH,
  GATEWAY,
  THIRD;

  /// What protobuf knows about this service. The file is loaded by this call and not before.
  public ServiceDescriptor descriptor() {
    FileDescriptor file =
        switch (this) {
          case AUTH -> AuthProto.getDescriptor();
          case USER -> UserProto.getDescriptor();
          case FRIEND -> RelationProto.getDescriptor();
          case GROUP -> GroupProto.getDescriptor();
          case CONVERSATION -> ConversationProto.getDescriptor();
          case MSG -> MsgProto.getDescriptor();
          case PUSH -> PushProto.getDescriptor();
          case GATEWAY -> MsggatewayProto.getDescriptor();
          case THIRD -> ThirdProto.getDescriptor();
        };
    return file.getServices().getFirst(); // each of these files declares one
  }

  /// The registered name of this service, such as `user-rpc-service`.
  public String registeredName(DiscoveryConfig config) {
    var names = config.rpcService();
    return switch (this) {
      case AUTH -> names.auth();
      case USER -> names.user();
      case FRIEND -> names.friend();
      case GROUP -> names.group();
      case CONVERSATION -> names.conversation();
      case MSG -> names.msg();
      case PUSH -> names.push();
      case GATEWAY -> names.messageGateway();
      case THIRD -> names.third();
    };
  }
}
