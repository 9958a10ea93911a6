package im.api.route;

import com.google.protobuf.Message;
import im.common.rpc.ServiceName;
import im.proto.auth.AuthGrpc;
import im.proto.conversation.conversationGrpc;
import im.proto.ext.readingGrpc;
import im.proto.group.groupGrpc;
import im.proto.msg.msgGrpc;
import im.proto.relation.friendGrpc;
import im.proto.third.thirdGrpc;
import im.proto.user.userGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every gRPC method that a route may call, by its full name.
public final class RpcMethods {
  /// What is served under which name, for everything behind the REST interface.
  public static final List<Map.Entry<ServiceName, ServiceDescriptor>> SERVICES =
      List.of(
          Map.entry(ServiceName.AUTH, AuthGrpc.getServiceDescriptor()),
          Map.entry(ServiceName.USER, userGrpc.getServiceDescriptor()),
          Map.entry(ServiceName.FRIEND, friendGrpc.getServiceDescriptor()),
          Map.entry(ServiceName.GROUP, groupGrpc.getServiceDescriptor()),
          Map.entry(ServiceName.CONVERSATION, conversationGrpc.getServiceDescriptor()),
          Map.entry(ServiceName.MSG, msgGrpc.getServiceDescriptor()),
          Map.entry(ServiceName.MSG, readingGrpc.getServiceDescriptor()),
          Map.entry(ServiceName.THIRD, thirdGrpc.getServiceDescriptor()));

  /// A method and where it is served.
  public record RpcMethod(ServiceName service, MethodDescriptor<Message, Message> descriptor) {
    /// The empty request.
    public Message emptyRequest() {
      var marshaller =
          (MethodDescriptor.PrototypeMarshaller<Message>) descriptor.getRequestMarshaller();
      return (Message) marshaller.getMessagePrototype();
    }
  }

  private final Map<String, RpcMethod> byName = new HashMap<>();

  /// Knows all unary methods of the services behind the REST interface.
  public RpcMethods() {
    for (Map.Entry<ServiceName, ServiceDescriptor> service : SERVICES) {
      service
          .getValue()
          .getMethods()
          .forEach(method -> byName.put(method.getFullMethodName(), of(service.getKey(), method)));
    }
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
