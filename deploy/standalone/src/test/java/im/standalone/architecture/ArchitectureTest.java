package im.standalone.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Arrows run one way: proto, im-common, services, standalone; services know each other only as
/// stubs.
class ArchitectureTest {

  private static final List<String> SERVICES =
      List.of(
          "im.rpc.auth..",
          "im.rpc.user..",
          "im.rpc.friend..",
          "im.rpc.group..",
          "im.rpc.conversation..",
          "im.rpc.msg..",
          "im.msgtransfer..",
          "im.push..",
          "im.msggateway..",
          "im.api..");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("im");
    Set<String> seen =
        classes.stream().map(JavaClass::getPackageName).collect(Collectors.toUnmodifiableSet());
    // A rule about classes that nobody sees holds always.
    assertThat(seen).contains("im.proto.sdkws", "im.common.error", "im.standalone");
    SERVICES.forEach(service ->
        assertThat(seen).anyMatch(name -> (name + "..").startsWith(service.replace("..", ""))));
  }

  @Test
  void protoKnowsNobody() {
    noClasses()
        .that(resideInAPackage("im.proto.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("im..").and(JavaClass.Predicates.resideOutsideOfPackage("im.proto..")))
        .check(classes);
  }

  @Test
  void commonKnowsNoService() {
    noClasses()
        .that(resideInAPackage("im.common.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(SERVICES.toArray(String[]::new))
                .or(resideInAnyPackage("im.standalone..", "im.bench..")))
        .check(classes);
  }

  @ParameterizedTest
  @FieldSource("SERVICES")
  void noServiceKnowsAnother(String service) {
    String[] others =
        SERVICES.stream().filter(other -> !other.equals(service)).toArray(String[]::new);
    noClasses()
        .that(resideInAPackage(service))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(others).or(resideInAnyPackage("im.standalone..", "im.bench..")))
        .check(classes);
  }

  @Test
  void benchKnowsNothingOfServersButCodecAndVocabulary() {
    noClasses()
        .that(resideInAPackage("im.bench.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("im..")
                .and(
                    JavaClass.Predicates.resideOutsideOfPackages(
                        "im.bench..",
                        "im.proto..",
                        "im.common.message..",
                        "im.msggateway.codec..")))
        .check(classes);
  }

  @Test
  void errorAndContextAreTheGroundOfCommon() {
    noClasses()
        .that(resideInAnyPackage("im.common.error..", "im.common.context.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("im.common..")
                .and(
                    JavaClass.Predicates.resideOutsideOfPackages(
                        "im.common.error..", "im.common.context..")))
        .check(classes);
  }

  @Test
  void lifecycleIsTheRoofOfCommon() {
    noClasses()
        .that(
            resideInAPackage("im.common..")
                .and(JavaClass.Predicates.resideOutsideOfPackage("im.common.lifecycle..")))
        .should()
        .dependOnClassesThat(resideInAPackage("im.common.lifecycle.."))
        .check(classes);
  }

  @Test
  void roomsOfCommonFormNoCycle() {
    slices().matching("im.common.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        classes.stream()
            .map(JavaClass::getPackage)
            .filter(each -> !each.getName().startsWith("im.proto"))
            .filter(each -> !isNullMarked(each))
            .map(JavaPackage::getName)
            .collect(Collectors.toUnmodifiableSet());
    assertThat(unmarked).isEmpty();
  }

  private static boolean isNullMarked(JavaPackage each) {
    return each.tryGetPackageInfo()
        .filter(info -> info.isAnnotatedWith(NullMarked.class))
        .isPresent();
  }
}
