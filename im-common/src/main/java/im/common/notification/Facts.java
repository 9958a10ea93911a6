package im.common.notification;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;

/// Messages and ids among the facts of an entry of the [Outbox].
public final class Facts {
  private Facts() {}

  /// A message as a fact.
  public static Binary message(Message message) {
    return new Binary(message.toByteArray());
  }

  /// Messages as a fact.
  public static List<Binary> messages(Collection<? extends Message> messages) {
    return messages.stream().map(Facts::message).toList();
  }

  /// The message that was kept under `name`.
  public static <M extends Message> M message(Document facts, String name, Parser<M> parser) {
    return parse(facts.get(name, Binary.class), parser);
  }

  /// The messages that were kept under `name`; none when nothing was.
  public static <M extends Message> List<M> messages(
      Document facts, String name, Parser<M> parser) {
    return facts.getList(name, Binary.class, List.of()).stream()
        .map(bytes -> parse(bytes, parser))
        .toList();
  }

  /// The ids that were kept under `name`; none when nothing was.
  public static List<String> ids(Document facts, String name) {
    return facts.getList(name, String.class, List.of());
  }

  private static <M extends Message> M parse(Binary bytes, Parser<M> parser) {
    try {
      return parser.parseFrom(bytes.getData());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("outbox: bytes of " + parser + " (expected: a message)", e);
    }
  }
}
