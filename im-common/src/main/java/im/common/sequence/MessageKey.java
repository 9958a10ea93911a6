package im.common.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// What makes two sends of a message the same one: its sender and the id the sender's client gave
/// it.
public record MessageKey(String sendID, String clientMsgID) {
  private static final int FINGERPRINT_BYTES = 12;

  /// A short digest of this key; two keys of one conversation collide with probability 2^-96.
  byte[] fingerprint() {
    return Arrays.copyOf(digest("SHA-256"), FINGERPRINT_BYTES);
  }

  /// The server's id of the message: 32 lower-case hex digits, the same for every retry.
  public String serverMsgID() {
    return HexFormat.of().formatHex(digest("MD5"));
  }

  private byte[] digest(String algorithm) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(sendID.getBytes(UTF_8));
      digest.update((byte) 0);
      return digest.digest(clientMsgID.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
