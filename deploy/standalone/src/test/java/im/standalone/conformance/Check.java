package im.standalone.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that plays the conformance checks of these numbers. It takes the [Stage] as parameter.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(StageProvider.class)
@interface Check {
  /// Numbers in `reference/business-rules.md` 13.
  int[] value();
}
