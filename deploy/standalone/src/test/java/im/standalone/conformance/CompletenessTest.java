package im.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every number of `reference/business-rules.md` 13 has exactly one test.
class CompletenessTest {
  private static final int LAST = 128;

  /// Checks that belong to later work, by why. So does the half of 128 that is about webhooks.
  private static final Map<String, List<Integer>> LATER =
      Map.of("object storage is not built yet", IntStream.rangeClosed(111, 121).boxed().toList());

  private static final List<Class<?>> CHAPTERS =
      List.of(
          AuthChecksTest.class,
          UserChecksTest.class,
          RelationChecksTest.class,
          FriendListChecksTest.class,
          FoundingChecksTest.class,
          JoiningChecksTest.class,
          LeavingChecksTest.class,
          GroupSettingsChecksTest.class,
          GroupListChecksTest.class,
          ConversationChecksTest.class,
          ConversationListChecksTest.class,
          SyncChecksTest.class,
          NotificationChecksTest.class,
          ThirdChecksTest.class,
          CrossCuttingChecksTest.class);

  @Test
  void everyNumberHasOneTest() {
    Map<Integer, List<String>> tests = new TreeMap<>();
    IntStream.rangeClosed(1, LAST).forEach(number -> tests.put(number, new ArrayList<>()));
    LATER.forEach((why, numbers) -> numbers.forEach(number -> add(tests, number, why)));
    for (Class<?> chapter : CHAPTERS) {
      for (Method method : chapter.getDeclaredMethods()) {
        Check check = method.getAnnotation(Check.class);
        if (check != null) {
          for (int number : check.value()) {
            add(tests, number, chapter.getSimpleName() + "." + method.getName());
          }
        }
      }
    }
    assertThat(tests).allSatisfy((number, names) -> assertThat(names).as("%d", number).hasSize(1));
    assertThat(tests).hasSize(LAST);
  }

  private static void add(Map<Integer, List<String>> tests, int number, String name) {
    tests.computeIfAbsent(number, _ -> new ArrayList<>()).add(name);
  }
}
