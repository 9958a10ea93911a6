package im.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private static final String MARK = "do-not-print-me";
  private static final String SOUNDS_SECRET =
      "(?i).*(password|secret|token|pwd|accesskey|appkey|secretid).*|uri|authURL";

  @Test
  void noRecordPrintsASecret() {
    Map<String, RecordComponent> secrets = secrets();
    Map<String, Object> overrides = new HashMap<>();
    secrets.keySet().forEach(name -> overrides.put(name, MARK));

    ImConfig config = ConfigLoader.defaults(overrides);

    assertThat(secrets).hasSizeGreaterThan(20);
    assertThat(config.share().secret()).isEqualTo(MARK);
    assertThat(config.rpcThird().object().aws().secretAccessKey()).isEqualTo(MARK);
    assertThat(config.toString()).doesNotContain(MARK).contains("secret=***");
  }

  @Test
  void whateverIsCalledLikeASecretIsOne() {
    leaves()
        .forEach((name, component) -> {
          String key = component.getName();
          boolean isText = component.getType() == String.class;
          if (isText && key.matches(SOUNDS_SECRET)) {
            assertThat(component.isAnnotationPresent(Secret.class)).as(name).isTrue();
          }
        });
  }

  @Test
  void aReferenceToASecretPrintsAsItself() {
    SecretReference reference = new SecretReference("env:IM_SECRET", MARK);

    assertThat(reference).hasToString("env:IM_SECRET");
  }

  private static Map<String, RecordComponent> secrets() {
    Map<String, RecordComponent> secrets = leaves();
    secrets.values().removeIf(component -> !component.isAnnotationPresent(Secret.class));
    return secrets;
  }

  private static Map<String, RecordComponent> leaves() {
    Map<String, RecordComponent> leaves = new LinkedHashMap<>();
    for (ConfigFile file : ConfigFile.values()) {
      for (RecordComponent component : ImConfig.class.getRecordComponents()) {
        if (component.getName().equals(file.component())) {
          collect(component.getType(), file.fileName() + "/", leaves);
        }
      }
    }
    return leaves;
  }

  private static void collect(Class<?> type, String prefix, Map<String, RecordComponent> leaves) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + component.getName();
      if (component.getType().isRecord()) {
        collect(component.getType(), name + ".", leaves);
      } else {
        leaves.put(name, component);
      }
    }
  }
}
