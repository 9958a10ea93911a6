package im.standalone.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.ObjectDataType;
import org.jspecify.annotations.Nullable;

/// Keeps documents as BSON: a byte that no other type uses, the length, the document.
/// mongo-java-server's own files have them as serialized Java objects, which is read here as well,
/// but took most of the time of every read and write of a document with a hundred messages.
final class DocumentType extends ObjectDataType {
  private static final byte BSON = -1;
  private static final int FIRST_CAPACITY = 1024;

  // Sizes on a JVM with compressed pointers, in bytes; they only have to be about right.
  private static final int OBJECT = 24;
  private static final int ENTRY = 40;

  @Override
  public void write(WriteBuffer target, Object value) {
    if (!(value instanceof Document document)) {
      super.write(target, value);
      return;
    }
    ByteBuf bytes = Unpooled.buffer(FIRST_CAPACITY);
    BsonEncoder.encodeDocument(document, bytes);
    target.put(BSON).putInt(bytes.readableBytes()).put(bytes.nioBuffer());
  }

  @Override
  public Object read(ByteBuffer source) {
    if (source.get(source.position()) != BSON) {
      return super.read(source);
    }
    source.get();
    byte[] bytes = new byte[source.getInt()];
    source.get(bytes);
    return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
  }

  @Override
  public int getMemory(Object value) {
    return value instanceof Document ? size(value) : super.getMemory(value);
  }

  private static int size(@Nullable Object value) {
    return switch (value) {
      case String text -> 2 * OBJECT + text.length();
      case Map<?, ?> fields ->
          fields.values().stream().mapToInt(field -> ENTRY + size(field)).sum() + 2 * OBJECT;
      case Collection<?> values -> values.stream().mapToInt(DocumentType::size).sum() + OBJECT;
      case null, default -> OBJECT;
    };
  }
}
