package io.sluice.standalone.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The flags without which a JVM can't run the models; the build writes them from the root pom's property. */
final class JvmFlags {

    private JvmFlags() {
    }

    static List<String> engine() {
        try (InputStream file = JvmFlags.class.getResourceAsStream("/sluice.jvm.flags")) {
            if (file == null) {
                throw new IllegalStateException("sluice.jvm.flags is not on the class path: build with Maven");
            }
            return List.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
