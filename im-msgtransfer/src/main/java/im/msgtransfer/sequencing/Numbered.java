package im.msgtransfer.sequencing;

import im.common.context.RequestContext;
import im.proto.sdkws.MsgData;

/// A message that has its number, or 0 when it takes none.
///
/// @param queueKey key of its records
/// @param again whether it had its number before
record Numbered(String queueKey, MsgData message, boolean again, RequestContext context) {
  /// The same with what it was when it came first.
  Numbered as(MsgData first) {
    return new Numbered(queueKey, first, again, context);
  }

  boolean stored() {
    return message.getSeq() > 0;
  }
}
