package im.common.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.json.JsonLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs and reads the JWTs that clients carry (`reference/rest-api.md` 6.1). A token says UserID,
/// PlatformID, exp and iat, in this order and nothing else; whether it is still good is a matter of
/// [TokenStore].
public final class JwtTokens {
  private static final int MAX_LENGTH = 8 * 1024;
  private static final JsonMapper JSON = JsonLimits.mapper();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final String SIGNING_ALGORITHM = "HmacSHA256";
  private static final Map<String, String> ALGORITHMS =
      Map.of("HS256", SIGNING_ALGORITHM, "HS384", "HmacSHA384", "HS512", "HmacSHA512");
  private static final String HEADER =
      ENCODER.encodeToString(
          "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));

  /// Issued a little in the past, so that a reader whose clock is behind does not refuse it.
  private static final Duration BACKDATING = Duration.ofSeconds(5);

  private final byte[] secret;
  private final Clock clock;

  /// `secret` is the text of `share.yml` secret; its bytes are the key.
  public JwtTokens(String secret, Clock clock) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
  }

  /// A signed token for `userID` on `platformID` that is good for `lifetime` from now. Two tokens
  /// of one user and platform made in the same second are equal.
  public String issue(String userID, int platformID, Duration lifetime) {
    long now = clock.instant().getEpochSecond();
    ObjectNode claims =
        JSON.createObjectNode()
            .put("UserID", userID)
            .put("PlatformID", platformID)
            .put("exp", now + lifetime.toSeconds())
            .put("iat", now - BACKDATING.toSeconds());
    String signed =
        HEADER + '.' + ENCODER.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
    return signed + '.' + ENCODER.encodeToString(mac(SIGNING_ALGORITHM, signed));
  }

  /// What `token` says, once its signature and its times are right. Throws 1503 when it cannot be
  /// read, 1505 when the signature or its method is wrong or it was issued in the future, 1501 when
  /// it has expired, 1504 when it is not good yet; in this order.
  public TokenClaims verify(String token) {
    if (token.length() > MAX_LENGTH) {
      throw ErrorCode.TOKEN_MALFORMED.bare();
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw ErrorCode.TOKEN_MALFORMED.bare();
    }
    JsonNode header = object(parts[0]);
    JsonNode body = object(parts[1]);
    TokenClaims claims = claims(body);
    checkSignature(header, parts);
    checkTimes(claims, body);
    return claims;
  }

  private void checkSignature(JsonNode header, String[] parts) {
    String algorithm = ALGORITHMS.get(header.path("alg").asText());
    if (algorithm == null) {
      throw unknown("signing method is not accepted");
    }
    byte[] expected = mac(algorithm, parts[0] + '.' + parts[1]);
    byte[] actual = decode(parts[2]);
    if (actual == null || !MessageDigest.isEqual(expected, actual)) {
      throw unknown("signature is invalid");
    }
  }

  private void checkTimes(TokenClaims claims, JsonNode body) {
    long now = clock.instant().getEpochSecond();
    if (now >= claims.expiresAt()) {
      throw ErrorCode.TOKEN_EXPIRED.bare();
    }
    if (seconds(body, "nbf", Long.MIN_VALUE) > now) {
      throw ErrorCode.TOKEN_NOT_VALID_YET.bare();
    }
    if (claims.issuedAt() > now) {
      throw unknown("token was issued in the future");
    }
  }

  private static TokenClaims claims(JsonNode body) {
    JsonNode userID = body.path("UserID");
    JsonNode platformID = body.path("PlatformID");
    if (!userID.isTextual() || !platformID.isIntegralNumber() || !platformID.canConvertToInt()) {
      throw ErrorCode.TOKEN_MALFORMED.bare();
    }
    if (!body.path("exp").isNumber()) {
      throw ErrorCode.TOKEN_MALFORMED.bare();
    }
    return new TokenClaims(
        userID.textValue(),
        platformID.intValue(),
        seconds(body, "iat", 0),
        seconds(body, "exp", 0));
  }

  private static long seconds(JsonNode body, String claim, long absent) {
    JsonNode value = body.path(claim);
    if (value.isMissingNode() || value.isNull()) {
      return absent;
    }
    if (!value.isNumber() || !value.canConvertToLong()) {
      throw ErrorCode.TOKEN_MALFORMED.bare();
    }
    return value.longValue();
  }

  private static JsonNode object(String part) {
    byte[] bytes = decode(part);
    JsonNode node = bytes == null ? null : read(bytes);
    if (node == null || !node.isObject()) {
      throw ErrorCode.TOKEN_MALFORMED.bare();
    }
    return node;
  }

  private static @Nullable JsonNode read(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException _) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("reading bytes in memory failed", e);
    }
  }

  private static byte @Nullable [] decode(String part) {
    try {
      return DECODER.decode(part);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private byte[] mac(String algorithm, String signed) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is part of every Java runtime", e);
    }
  }

  private static ImException unknown(String text) {
    return new ImException(ErrorCode.TOKEN_UNKNOWN.code(), text, "");
  }
}
