package im.common.queue;

import im.common.context.RequestContext;

/// One record of a stream.
///
/// @param key records of one key keep their order
/// @param value serialized protobuf message
/// @param context the request that caused the record; travels in the record's headers
public record QueueRecord(String key, byte[] value, RequestContext context) {
  /// How large a value may be in bytes. Brokers take records of 1,000,000 bytes as shipped; the
  /// rest is for the headers, and for what later stages add to a message.
  public static final int MAX_BYTES = 900_000;
}
