package io.sluice.benchmarks.selection.real;

import java.util.Locale;
import java.util.regex.Pattern;

/** Kinds of text that packages install, told apart by where a file lies below {@code /usr} and never by what is in it. */
enum Kind {

    MANUAL("manual pages", "share/man/man[1-9]/[^/]+\\.[1-9][a-z]*(\\.gz)?"),
    LICENCE("licences", "share/doc/[^/]+/copyright|share/common-licenses/[^/]+"),
    CHANGELOG("changelogs", "share/doc/[^/]+/(changelog|NEWS)(\\.[A-Za-z]+)*(\\.gz)?"),
    JAVA("Java", "(share|lib)/.+\\.java"),
    PYTHON("Python", "(share|lib)/.+\\.py"),
    PERL("Perl", "(share|lib)/.+\\.p[lm]");

    private final String title;
    private final Pattern path;

    Kind(String title, String path) {
        this.title = title;
        this.path = Pattern.compile(path);
    }

    /** @param path below the root, with {@code /} between folders */
    boolean has(String path) {
        return this.path.matcher(path).matches();
    }

    /** For people. */
    String title() {
        return title;
    }

    /** The kind of a {@link #label}. */
    static Kind labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** For programs. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
