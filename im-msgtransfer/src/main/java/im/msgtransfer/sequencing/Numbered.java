package im.msgtransfer.sequencing;

import im.common.context.RequestContext;
import im.proto.sdkws.MsgData;

/// A message that has its number, or 0 when it takes none.
///
/// @param queueKey key of its records
record Numbered(String queueKey, MsgData message, RequestContext context) {
  boolean stored() {
    return message.getSeq() > 0;
  }
}
