package im.common.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// The generated methods of one message type as functions that are called like hand-written
/// lambdas.
final class Accessors {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Message prototype;
  private final Class<?> messageType;
  private final Class<?> builderType;

  private Accessors(Message prototype) {
    this.prototype = prototype;
    this.messageType = prototype.getClass();
    this.builderType = prototype.newBuilderForType().getClass();
  }

  static Accessors ofMessage(Class<? extends Message> type) {
    try {
      return new Accessors((Message) type.getMethod("getDefaultInstance").invoke(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " (expected: a generated message)", e);
    }
  }

  /// The empty message of this type.
  Message prototype() {
    return prototype;
  }

  /// The empty message of the type that `field`, or the values of the map `field`, have.
  Message prototypeOf(FieldDescriptor field) {
    Message value = prototype.newBuilderForType().newBuilderForField(field).build();
    return field.isMapField()
        ? value.newBuilderForType().newBuilderForField(valueOf(field)).build()
        : value;
  }

  /// The pseudo field that describes the values of the map `field`.
  static FieldDescriptor valueOf(FieldDescriptor field) {
    return field.getMessageType().findFieldByName("value");
  }

  /// `prefix + Field + suffix` of the message.
  @SuppressWarnings("unchecked")
  Function<Message, Object> getter(String prefix, FieldDescriptor field, String suffix) {
    return (Function<Message, Object>)
        bind(messageType, prefix + javaName(field) + suffix, 0, Function.class, "apply");
  }

  /// `prefix + Field + suffix` of the builder, for its answer.
  @SuppressWarnings("unchecked")
  Function<Message.Builder, Object> builderGetter(
      String prefix, FieldDescriptor field, String suffix) {
    return (Function<Message.Builder, Object>)
        bind(builderType, prefix + javaName(field) + suffix, 0, Function.class, "apply");
  }

  /// `clearField` of the builder.
  @SuppressWarnings("unchecked")
  Consumer<Message.Builder> clear(FieldDescriptor field) {
    return (Consumer<Message.Builder>)
        bind(builderType, "clear" + javaName(field), 0, Consumer.class, "accept");
  }

  /// `prefix + Field + suffix` of the builder with one argument.
  @SuppressWarnings("unchecked")
  BiConsumer<Message.Builder, Object> setter(String prefix, FieldDescriptor field, String suffix) {
    return (BiConsumer<Message.Builder, Object>)
        bind(builderType, prefix + javaName(field) + suffix, 1, BiConsumer.class, "accept");
  }

  /// `putField` of the builder.
  MapPut put(FieldDescriptor field) {
    return (MapPut) bind(builderType, "put" + javaName(field), 2, MapPut.class, "put");
  }

  /// Adds an entry to a map field of a builder.
  interface MapPut {
    void put(Message.Builder into, Object key, Object value);
  }

  private static Object bind(
      Class<?> owner, String name, int arguments, Class<?> function, String functionMethod) {
    Method method = method(owner, name, arguments);
    Method shape =
        Arrays.stream(function.getMethods())
            .filter(m -> m.getName().equals(functionMethod))
            .findFirst()
            .orElseThrow();
    MethodType erased = MethodType.methodType(shape.getReturnType(), shape.getParameterTypes());
    MethodType actual =
        MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .insertParameterTypes(0, owner)
            .wrap();
    if (erased.returnType() == void.class) {
      actual = actual.changeReturnType(void.class);
    }
    try {
      MethodHandle target = LOOKUP.unreflect(method);
      return LambdaMetafactory.metafactory(
              LOOKUP, functionMethod, MethodType.methodType(function), erased, target, actual)
          .getTarget()
          .invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot bind " + owner.getName() + "." + name, e);
    }
  }

  /// Of overloads the one that takes plain values: not the one with an index or a builder.
  private static Method method(Class<?> owner, String name, int arguments) {
    return Arrays.stream(owner.getMethods())
        .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments)
        .filter(m -> !m.isBridge() && !m.isSynthetic())
        .filter(m -> Arrays.stream(m.getParameterTypes()).noneMatch(Accessors::isBuilder))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no method " + owner.getName() + "." + name));
  }

  private static boolean isBuilder(Class<?> type) {
    return Message.Builder.class.isAssignableFrom(type);
  }

  /// The middle of the generated method names: `user_id` and `userId` are both `UserId`.
  private static String javaName(FieldDescriptor field) {
    var name = new StringBuilder();
    boolean capital = true;
    for (char c : field.getName().toCharArray()) {
      if (c == '_') {
        capital = true;
      } else {
        name.append(capital ? Character.toUpperCase(c) : c);
        capital = Character.isDigit(c);
      }
    }
    return name.toString();
  }
}
