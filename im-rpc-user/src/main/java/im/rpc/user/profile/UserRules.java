package im.rpc.user.profile;

import im.common.error.ErrorCode;
import im.common.message.ReceiveOption;

/// What a user's data must look like.
public final class UserRules {
  private UserRules() {}

  /// Throws 1001 unless `userID` is made of letters and digits of any script and underscores: ids
  /// are parts of Redis keys and conversation ids, in which other signs have a meaning.
  public static void requireLegalID(String userID) {
    boolean legal =
        !userID.isEmpty()
            && userID
                .codePoints()
                .allMatch(c -> c == '_' || Character.isLetter(c) || isDecimalDigit(c));
    if (!legal) {
      throw ErrorCode.ARGS.because(
          "userID: " + userID + " (expected: letters, digits and underscores)");
    }
  }

  /// Throws 1001 unless `opt` is 0, 1 or 2.
  static void requireRecvOpt(int opt) {
    if (opt < 0 || opt > ReceiveOption.MAX) {
      throw ErrorCode.ARGS.because(
          "globalRecvMsgOpt: " + opt + " (expected: 0.." + ReceiveOption.MAX + ")");
    }
  }

  private static boolean isDecimalDigit(int codePoint) {
    return Character.getType(codePoint) == Character.DECIMAL_DIGIT_NUMBER;
  }
}
