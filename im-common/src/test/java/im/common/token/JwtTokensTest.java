package im.common.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.900Z");
  private static final long NOW_SECONDS = NOW.getEpochSecond();
  private static final String SECRET = "openIM123";
  private static final Duration LIFETIME = Duration.ofDays(90);

  private final JwtTokens tokens = new JwtTokens(SECRET, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void saysExactlyTheFourClaims() throws Exception {
    String[] parts = tokens.issue("u1", 5, LIFETIME).split("\\.", -1);

    assertThat(decoded(parts[0])).isEqualTo("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    assertThat(decoded(parts[1]))
        .isEqualTo(
            "{\"UserID\":\"u1\",\"PlatformID\":5,\"exp\":%d,\"iat\":%d}"
                .formatted(NOW_SECONDS + 7_776_000, NOW_SECONDS - 5));
    JsonNode claims = JsonMapper.builder().build().readTree(decoded(parts[1]));
    assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(7_776_005);
  }

  @Test
  void signsAsAnyImplementationOfHs256Does() throws Exception {
    String token = tokens.issue("u1", 5, LIFETIME);

    String signed = token.substring(0, token.lastIndexOf('.'));
    assertThat(token).isEqualTo(signed + "." + signature(signed, SECRET, "HmacSHA256"));
  }

  @Test
  void readsWhatItSigned() {
    TokenClaims claims = tokens.verify(tokens.issue("用户_1", 12, LIFETIME));

    assertThat(claims)
        .isEqualTo(new TokenClaims("用户_1", 12, NOW_SECONDS - 5, NOW_SECONDS + 7_776_000));
  }

  @ParameterizedTest
  @CsvSource({"HS256,HmacSHA256", "HS384,HmacSHA384", "HS512,HmacSHA512"})
  void readsEveryHmacUnderTheSecret(String algorithm, String macName) throws Exception {
    String signed = part("{\"alg\":\"" + algorithm + "\"}") + "." + part(json(claims()));

    assertThat(tokens.verify(signed + "." + signature(signed, SECRET, macName)).userID())
        .isEqualTo("u1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "a.b.c",
        "..",
        "a.b.c.d",
        "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.W10.x",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.bnVsbA.x",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..x",
      })
  void refusesWhatIsNoToken(String text) {
    assertRefused(text, ErrorCode.TOKEN_MALFORMED, "TokenMalformedError");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"UserID\":\"u1\",\"PlatformID\":\"5\",\"exp\":4000000000}",
        "{\"UserID\":1,\"PlatformID\":5,\"exp\":4000000000}",
        "{\"UserID\":\"u1\",\"PlatformID\":5.5,\"exp\":4000000000}",
        "{\"UserID\":\"u1\",\"PlatformID\":5000000000,\"exp\":4000000000}",
        "{\"UserID\":\"u1\",\"PlatformID\":5}",
        "{\"UserID\":\"u1\",\"PlatformID\":5,\"exp\":\"4000000000\"}",
        "{\"UserID\":\"u1\",\"PlatformID\":5,\"exp\":1e300}",
        "{\"UserID\":\"u1\",\"PlatformID\":5,\"exp\":4000000000,\"nbf\":\"soon\"}",
      })
  void refusesClaimsOfAnotherShape(String claims) throws Exception {
    assertRefused(signed(claims, SECRET), ErrorCode.TOKEN_MALFORMED, "TokenMalformedError");
  }

  @Test
  void refusesATokenOfAbsurdLength() {
    assertRefused("a".repeat(100_000), ErrorCode.TOKEN_MALFORMED, "TokenMalformedError");
  }

  @Test
  void refusesAnotherSecretBeforeItLooksAtTimes() throws Exception {
    Map<String, Object> expired = claims();
    expired.put("exp", NOW_SECONDS - 10);

    assertRefused(signed(json(claims()), "other"), ErrorCode.TOKEN_UNKNOWN, "signature is invalid");
    assertRefused(signed(json(expired), "other"), ErrorCode.TOKEN_UNKNOWN, "signature is invalid");
  }

  @Test
  void refusesAChangedSignatureAndNone() throws Exception {
    String token = signed(json(claims()), SECRET);
    String head = token.substring(0, token.lastIndexOf('.') + 1);
    String unsigned = part("{\"alg\":\"none\"}") + "." + part(json(claims())) + ".";

    assertRefused(head, ErrorCode.TOKEN_UNKNOWN, "signature is invalid");
    assertRefused(head + "!!", ErrorCode.TOKEN_UNKNOWN, "signature is invalid");
    assertThatExceptionOfType(ImException.class)
        .isThrownBy(() -> tokens.verify(unsigned))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_UNKNOWN.code()));
  }

  @Test
  void isGoodUntilTheSecondOfItsExpiry() throws Exception {
    Map<String, Object> lastSecond = claims();
    lastSecond.put("exp", NOW_SECONDS + 1);
    Map<String, Object> over = claims();
    over.put("exp", NOW_SECONDS);

    assertThat(tokens.verify(signed(json(lastSecond), SECRET)).expiresAt())
        .isEqualTo(NOW_SECONDS + 1);
    assertRefused(signed(json(over), SECRET), ErrorCode.TOKEN_EXPIRED, "TokenExpiredError");
  }

  @Test
  void refusesWhatIsNotGoodYet() throws Exception {
    Map<String, Object> later = claims();
    later.put("nbf", NOW_SECONDS + 1);
    Map<String, Object> future = claims();
    future.put("iat", NOW_SECONDS + 1);

    assertRefused(
        signed(json(later), SECRET), ErrorCode.TOKEN_NOT_VALID_YET, "TokenNotValidYetError");
    assertRefused(
        signed(json(future), SECRET), ErrorCode.TOKEN_UNKNOWN, "token was issued in the future");
  }

  private void assertRefused(String token, ErrorCode code, String text) {
    assertThatExceptionOfType(ImException.class)
        .isThrownBy(() -> tokens.verify(token))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(code.code());
          assertThat(e.text()).isEqualTo(text);
          assertThat(e.detail()).isEmpty();
        });
  }

  private static Map<String, Object> claims() {
    return new TreeMap<>(
        Map.of("UserID", "u1", "PlatformID", 5, "exp", NOW_SECONDS + 60, "iat", NOW_SECONDS - 5));
  }

  private static String json(Map<String, Object> claims) throws Exception {
    return JsonMapper.builder().build().writeValueAsString(claims);
  }

  private static String signed(String claims, String secret) throws Exception {
    String signed = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + part(claims);
    return signed + "." + signature(signed, secret, "HmacSHA256");
  }

  private static String signature(String signed, String secret, String macName) throws Exception {
    Mac mac = Mac.getInstance(macName);
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), macName));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }
}
