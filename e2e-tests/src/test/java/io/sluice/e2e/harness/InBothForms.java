package io.sluice.e2e.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every test of the class runs against the platform as one JVM and as separate processes. The class takes a
 * {@link Form} in its constructor and asks {@link Platforms#shared} for the platform, which starts once per form and
 * is shared by all classes: a test must not change what another one sees.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@EnumSource(Form.class)
public @interface InBothForms {
}
