package io.sluice.standalone.child;

import java.util.Optional;

/**
 * What a child JVM tells its supervisor, one line each on the child's standard output. Everything else that a child
 * prints goes to its log.
 */
public sealed interface Announcement {

    String MARK = "@sluice ";

    /** The part of the child that this is about: a child JVM may run several services. */
    String component();

    String line();

    /** Serves requests from now on. */
    record Ready(String component) implements Announcement {
        @Override
        public String line() {
            return MARK + "ready " + component;
        }
    }

    /** Will never serve; the child ends. {@code reason} is one line for the user. */
    record Failed(String component, String reason) implements Announcement {
        @Override
        public String line() {
            return MARK + "failed " + component + " " + reason.lines().findFirst().orElse("");
        }
    }

    /** Empty for a line that is no announcement. */
    static Optional<Announcement> parse(String line) {
        if (!line.startsWith(MARK)) {
            return Optional.empty();
        }
        String[] words = line.substring(MARK.length()).split(" ", 3);
        if (words.length >= 2 && words[0].equals("ready")) {
            return Optional.of(new Ready(words[1]));
        }
        if (words.length >= 2 && words[0].equals("failed")) {
            return Optional.of(new Failed(words[1], words.length == 3 ? words[2] : ""));
        }
        return Optional.empty();
    }
}
