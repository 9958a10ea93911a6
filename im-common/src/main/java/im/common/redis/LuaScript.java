package im.common.redis;

import im.common.resource.TextResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One Lua script: its text and the digest the server knows it by.
public record LuaScript(String text, String sha1) {
  /// The script in file `name` beside the class `owner`.
  public static LuaScript resource(Class<?> owner, String name) {
    return of(TextResource.read(owner, name));
  }

  private static LuaScript of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new LuaScript(text, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
