package im.common.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultiLoginPolicyTest {
  private static final String NEW = "new";

  @Test
  void policy0KeepsTheNewestOfEachPlatformAndCountsTheNewOne() {
    List<StoredToken> stored = new ArrayList<>();
    IntStream.rangeClosed(1, 4).forEach(i -> stored.add(token(Platform.WEB, i)));
    IntStream.rangeClosed(1, 4).forEach(i -> stored.add(token(Platform.IOS, i)));

    assertThat(kicked(0, 3, stored, Platform.WEB))
        .containsExactlyInAnyOrder("Web1", "Web2", "IOS1");
  }

  @Test
  void policy1LeavesOtherPlatformsTheirNewest() {
    List<StoredToken> stored =
        List.of(
            token(Platform.WEB, 1),
            token(Platform.WEB, 9),
            token(Platform.IOS, 1),
            token(Platform.IOS, 2));

    assertThat(kicked(1, 30, stored, Platform.WEB))
        .containsExactlyInAnyOrder("Web1", "Web9", "IOS1");
  }

  @Test
  void policy4CountsByClass() {
    List<StoredToken> stored =
        List.of(
            token(Platform.IOS, 9),
            token(Platform.ANDROID, 1),
            token(Platform.WINDOWS, 1),
            token(Platform.OSX, 2),
            token(Platform.ANDROID_PAD, 1),
            token(Platform.WEB, 1));

    assertThat(kicked(4, 30, stored, Platform.ANDROID))
        .containsExactlyInAnyOrder("IOS9", "Android1", "Windows1");
    assertThat(kicked(4, 30, stored, Platform.LINUX))
        .containsExactlyInAnyOrder("Android1", "Windows1", "OSX2");
  }

  @Test
  void policy5LeavesPcsAloneAndOneOfAllOthers() {
    List<StoredToken> stored =
        List.of(
            token(Platform.WINDOWS, 1),
            token(Platform.OSX, 2),
            token(Platform.IOS, 9),
            token(Platform.ANDROID, 1),
            token(Platform.ANDROID, 2),
            token(Platform.WEB, 3));

    assertThat(kicked(5, 30, stored, Platform.WEB))
        .containsExactlyInAnyOrder("IOS9", "Android1", "Android2", "Web3");
    assertThat(kicked(5, 30, stored, Platform.LINUX))
        .containsExactlyInAnyOrder("IOS9", "Android1", "Web3");
  }

  @Test
  void policy5KeepsTheNewestWhereThereIsNoAndroid() {
    List<StoredToken> stored = List.of(token(Platform.IOS, 2), token(Platform.WEB, 3));

    assertThat(kicked(5, 30, stored, Platform.WINDOWS)).containsExactly("IOS2");
  }

  @Test
  void ofTwoOfTheSameSecondAlwaysTheSameStays() {
    StoredToken first = new StoredToken("a", Platform.IOS, 0, claims(1));
    StoredToken second = new StoredToken("b", Platform.IOS, 0, claims(1));

    assertThat(kicked(1, 30, List.of(first, second), Platform.WEB)).containsExactly("a");
    assertThat(kicked(1, 30, List.of(second, first), Platform.WEB)).containsExactly("a");
  }

  @Test
  void removesWhatIsOfNoUseUnderEveryPolicy() {
    List<StoredToken> stored =
        List.of(
            new StoredToken("kicked", Platform.WEB, 2, claims(1)),
            new StoredToken("expired", Platform.IOS, 0, null),
            token(Platform.WEB, 1));

    for (int policy : new int[] {0, 1, 4, 5}) {
      LoginPlan plan = new MultiLoginPolicy(policy, 30).plan(stored, Platform.WEB, NEW);
      assertThat(plan.removed())
          .extracting(StoredToken::token)
          .containsExactly("kicked", "expired");
    }
  }

  @Test
  void retiresAdminTokensWhenAnAdminLogsIn() {
    List<StoredToken> stored = List.of(token(Platform.ADMIN, 1), token(Platform.ADMIN, 2));

    LoginPlan admin = new MultiLoginPolicy(1, 30).plan(stored, Platform.ADMIN, NEW);
    LoginPlan web = new MultiLoginPolicy(1, 30).plan(stored, Platform.WEB, NEW);

    assertThat(admin.retired()).hasSize(2);
    assertThat(admin.kicked()).isEmpty();
    assertThat(web.retired()).isEmpty();
    assertThat(web.kicked()).isEmpty();
  }

  @Test
  void leavesTheTokenThatIsIssuedAgainAlone() {
    List<StoredToken> stored = List.of(new StoredToken(NEW, Platform.WEB, 2, claims(1)));

    LoginPlan plan = new MultiLoginPolicy(1, 30).plan(stored, Platform.WEB, NEW);

    assertThat(plan.kicked()).isEmpty();
    assertThat(plan.removed()).isEmpty();
  }

  @Test
  void refusesAPolicyThatDoesNotExist() {
    assertThatExceptionOfType(ImException.class)
        .isThrownBy(() -> new MultiLoginPolicy(3, 30).plan(List.of(), Platform.WEB, NEW))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL.code()));
  }

  private static List<String> kicked(
      int policy, int max, List<StoredToken> stored, Platform newPlatform) {
    return new MultiLoginPolicy(policy, max)
        .plan(stored, newPlatform, NEW).kicked().stream().map(StoredToken::token).toList();
  }

  private static StoredToken token(Platform platform, long issuedAt) {
    return new StoredToken(platform.wireName() + issuedAt, platform, 0, claims(issuedAt));
  }

  private static TokenClaims claims(long issuedAt) {
    return new TokenClaims("u1", 1, issuedAt, issuedAt + 100);
  }
}
