package io.sluice.inference.hub;

import java.util.regex.Pattern;

/** The name of a repository, {@code owner/name}: letters, digits, dots, dashes and underscores, nothing of a path. */
public record HubRepository(String owner, String name) {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    public HubRepository {
        requirePart(owner);
        requirePart(name);
    }

    /** @throws IllegalArgumentException when the text is no {@code owner/name} */
    public static HubRepository parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("a repository is written OWNER/NAME, not " + text);
        }
        return new HubRepository(parts[0], parts[1]);
    }

    private static void requirePart(String part) {
        if (!PART.matcher(part).matches() || part.contains("..") || part.contains("--")) {
            throw new IllegalArgumentException("OWNER and NAME are letters, digits, '.', '-' and '_', not '" + part + "'");
        }
    }

    /** A branch, tag or commit, without slashes. */
    static String requireRevision(String revision) {
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            throw new IllegalArgumentException("a revision is letters, digits, '.', '-' and '_', not '" + revision + "'");
        }
        return revision;
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
