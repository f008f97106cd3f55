package io.sluice.trainer;

import java.util.Objects;

/** Which code makes an adapter: the jar's version and, when {@code ./sluice} runs in a checkout, its commit. */
final class CodeVersion {

    private CodeVersion() {}

    static String text() {
        String version = Objects.requireNonNullElse(CodeVersion.class.getPackage().getImplementationVersion(), "unpackaged");
        String revision = System.getProperty("sluice.revision", "");
        return revision.isEmpty() ? version : version + "+" + revision;
    }
}
