package im.rpc.msg.send;

import im.common.error.ErrorCode;
import im.common.message.MessageSize;
import im.proto.sdkws.MsgData;
import java.util.regex.Pattern;

/// What a message must be like to be stored as it is. One that is acknowledged and cannot be stored
/// would hold up all others of its partition.
final class StorableForm {
  /// The store names each entry of a list by its place, and writes its length in four bytes.
  private static final int BYTES_OF_AN_ENTRY = 12;

  private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9_]{1,64}");

  private StorableForm() {}

  /// Braces say which keys a Redis Cluster keeps together: with more of them in the name of a
  /// conversation its numbers would be apart from what was numbered.
  private static void requirePlain(String field, String id) {
    if (id.indexOf('{') >= 0 || id.indexOf('}') >= 0) {
      throw ErrorCode.ARGS.because(field + ": " + id + " (expected: without braces)");
    }
  }

  /// Refuses with 1001 what cannot be stored.
  static void require(MsgData message) {
    long size =
        message.getSerializedSize() + (long) BYTES_OF_AN_ENTRY * message.getAtUserIDListCount();
    if (size > MessageSize.MAX_BYTES) {
      throw ErrorCode.ARGS.because(
          "message: %d bytes (expected: at most %d)".formatted(size, MessageSize.MAX_BYTES));
    }
    requirePlain("recvID", message.getRecvID());
    requirePlain("groupID", message.getGroupID());
    if (!message.getContent().isValidUtf8()) {
      throw ErrorCode.ARGS.because("content: not UTF-8 (expected: text)");
    }
    for (String option : message.getOptionsMap().keySet()) {
      if (!OPTION.matcher(option).matches()) {
        throw ErrorCode.ARGS.because(
            "options: a name of %d characters (expected: 1 to 64 letters, digits and _)"
                .formatted(option.length()));
      }
    }
  }
}
