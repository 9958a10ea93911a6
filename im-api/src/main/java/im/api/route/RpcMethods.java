package im.api.route;

import com.google.protobuf.Message;
import im.common.rpc.ServiceName;
import im.proto.auth.AuthGrpc;
import im.proto.conversation.conversationGrpc;
import im.proto.group.groupGrpc;
import im.proto.msg.msgGrpc;
import im.proto.relation.friendGrpc;
import im.proto.third.thirdGrpc;
import im.proto.user.userGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.HashMap;
import java.util.Map;

/// Every gRPC method that a route may call, by its full name.
public final class RpcMethods {
  private static final Map<ServiceName, ServiceDescriptor> SERVICES =
      Map.of(
          ServiceName.AUTH, AuthGrpc.getServiceDescriptor(),
          ServiceName.USER, userGrpc.getServiceDescriptor(),
          ServiceName.FRIEND, friendGrpc.getServiceDescriptor(),
          ServiceName.GROUP, groupGrpc.getServiceDescriptor(),
          ServiceName.CONVERSATION, conversationGrpc.getServiceDescriptor(),
          ServiceName.MSG, msgGrpc.getServiceDescriptor(),
          ServiceName.THIRD, thirdGrpc.getServiceDescriptor());

  /// A method and where it is served.
  public record RpcMethod(ServiceName service, MethodDescriptor<Message, Message> descriptor) {
    /// The empty request.
    public Message emptyRequest() {
      return prototype(descriptor.getRequestMarshaller());
    }

    /// The empty response.
    public Message emptyResponse() {
      return prototype(descriptor.getResponseMarshaller());
    }

    private static Message prototype(MethodDescriptor.Marshaller<Message> marshaller) {
      return (Message)
          ((MethodDescriptor.PrototypeMarshaller<Message>) marshaller).getMessagePrototype();
    }
  }

  private final Map<String, RpcMethod> byName = new HashMap<>();

  /// Knows all unary methods of the services behind the REST interface.
  public RpcMethods() {
    SERVICES.forEach((service, descriptor) ->
        descriptor
            .getMethods()
            .forEach(method -> byName.put(method.getFullMethodName(), of(service, method))));
  }

  /// The method named like `openim.user.user/userRegister`.
  ///
  /// @throws IllegalArgumentException if there is none
  public RpcMethod get(String fullName) {
    RpcMethod method = byName.get(fullName);
    if (method == null) {
      throw new IllegalArgumentException(
          "method: " + fullName + " (expected: a full gRPC method name)");
    }
    return method;
  }

  @SuppressWarnings("unchecked") // every method here takes and gives generated messages
  private static RpcMethod of(ServiceName service, MethodDescriptor<?, ?> method) {
    return new RpcMethod(service, (MethodDescriptor<Message, Message>) method);
  }
}
