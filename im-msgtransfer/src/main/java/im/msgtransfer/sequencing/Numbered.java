package im.msgtransfer.sequencing;

import im.common.context.RequestContext;
import im.proto.sdkws.MsgData;

/// A message that has its number, or 0 when it takes none.
///
/// @param queueKey key of its records
/// @param isNew false when it was numbered before and comes again
record Numbered(String queueKey, MsgData message, boolean isNew, RequestContext context) {
  boolean stored() {
    return message.getSeq() > 0;
  }
}
