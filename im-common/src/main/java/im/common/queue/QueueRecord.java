package im.common.queue;

import im.common.context.RequestContext;

/// One record of a stream.
///
/// @param key records of one key keep their order
/// @param value serialized protobuf message
/// @param context the request that caused the record; travels in the record's headers
public record QueueRecord(String key, byte[] value, RequestContext context) {}
