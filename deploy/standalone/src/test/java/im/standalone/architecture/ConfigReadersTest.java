package im.standalone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess.AccessType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import im.common.config.ConfigFile;
import im.common.config.ImConfig;
import im.common.config.InertKeys;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A key that nobody reads is one whose operator is told so.
///
/// A key is read when somebody outside of the configuration asks for every record on the way to it,
/// or calls a method that does. Records that several files share are looked at together.
class ConfigReadersTest {

  /// Any other value is refused, so nobody has to ask.
  private static final Set<String> ONE_VALUE =
      Set.of("share.yml: queue", "kafka.yml: tls.insecureSkipVerify");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(
              "im.common", "im.rpc", "im.msgtransfer", "im.push", "im.msggateway", "im.api");

  private final Set<String> read = new HashSet<>();

  @Test
  void everyKeyIsReadOrWarnedAbout() {
    follow();
    List<String> unread = new ArrayList<>();
    for (RecordComponent file : ImConfig.class.getRecordComponents()) {
      String name =
          Arrays.stream(ConfigFile.values())
              .filter(each -> each.component().equals(file.getName()))
              .findFirst()
              .orElseThrow()
              .fileName();
      collect(file.getType(), name + ": ", isRead(ImConfig.class, file), unread);
    }
    assertThat(unread).contains("minio.yml: bucket"); // else we see readers everywhere
    unread.removeAll(ONE_VALUE);
    assertThat(unread).filteredOn(key -> !InertKeys.contain(key)).isEmpty();
  }

  private void collect(Class<?> type, String path, boolean reachable, List<String> unread) {
    for (RecordComponent component : type.getRecordComponents()) {
      boolean isRead = reachable && isRead(type, component);
      String key = path + component.getName();
      if (component.getType().isRecord()) {
        collect(component.getType(), key + ".", isRead, unread);
      } else if (!isRead) {
        unread.add(key);
      }
    }
  }

  private boolean isRead(Class<?> type, RecordComponent component) {
    return read.contains(type.getName() + "." + component.getName());
  }

  /// Fills `read` with all methods and fields of the configuration that are used from outside of
  /// it, directly or by one another.
  private void follow() {
    Set<JavaAccess<?>> waiting = new HashSet<>();
    for (JavaClass each : classes) {
      if (each.getPackageName().equals("im.common.config")) {
        waiting.addAll(each.getAccessesFromSelf());
      } else {
        each.getAccessesFromSelf().forEach(this::use);
      }
    }
    boolean more = true;
    while (more) {
      Set<JavaAccess<?>> used =
          waiting.stream().filter(access -> isUsed(access.getOrigin())).collect(Collectors.toSet());
      waiting.removeAll(used);
      more = !used.isEmpty();
      used.forEach(this::use);
    }
  }

  private boolean isUsed(JavaCodeUnit unit) {
    return read.contains(unit.getOwner().getName() + "." + unit.getName())
        || unit.getOwner().getRawInterfaces().stream()
            .anyMatch(type -> read.contains(type.getName() + "." + unit.getName()));
  }

  private void use(JavaAccess<?> access) {
    if (access instanceof JavaFieldAccess field && field.getAccessType() == AccessType.SET) {
      return; // a constructor fills it
    }
    AccessTarget target = access.getTarget();
    read.add(target.getOwner().getName() + "." + target.getName());
    classes.stream()
        .filter(type -> type.getRawInterfaces().contains(target.getOwner()))
        .forEach(type -> read.add(type.getName() + "." + target.getName()));
  }
}
