package im.api.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Ids for messages that no client made: 32 hexadecimal digits, different in every call.
public final class ClientMsgIDs {
  /// A new id for a message of `userID`.
  String next(String userID) {
    String seed = System.nanoTime() + userID + ThreadLocalRandom.current().nextLong();
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(seed.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
