package im.rpc.group.handler;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;

/// Messages and ids in entries of the outbox.
final class Facts {
  private Facts() {}

  static Binary message(Message message) {
    return new Binary(message.toByteArray());
  }

  static List<Binary> messages(Collection<? extends Message> messages) {
    return messages.stream().map(Facts::message).toList();
  }

  static <M extends Message> M message(Document facts, String name, Parser<M> parser) {
    return parse(facts.get(name, Binary.class), parser);
  }

  static <M extends Message> List<M> messages(Document facts, String name, Parser<M> parser) {
    return facts.getList(name, Binary.class, List.of()).stream()
        .map(bytes -> parse(bytes, parser))
        .toList();
  }

  static List<String> ids(Document facts, String name) {
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
