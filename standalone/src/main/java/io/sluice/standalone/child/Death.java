package io.sluice.standalone.child;

import org.jspecify.annotations.Nullable;

/**
 * A child process that ended though nobody asked it to.
 *
 * @param exitCode 128 + n after signal n
 * @param reason   what the child itself announced before it ended
 * @param logTail  ends of its log files, for the user
 */
public record Death(String name, long pid, int exitCode, @Nullable String reason, String logTail) {

    /** For the user: what died, how, and what its log says. */
    public String message() {
        StringBuilder text = new StringBuilder(name).append(" (process ").append(pid).append(") ");
        text.append(switch (exitCode) {
            case 137 -> "was killed (SIGKILL): by hand, or by the system for want of memory";
            case 143 -> "was told to end (SIGTERM) by somebody else";
            case 134 -> "aborted (SIGABRT)";
            case 139 -> "crashed (SIGSEGV)";
            default -> "ended with exit code " + exitCode;
        });
        if (reason != null && !reason.isBlank()) {
            text.append(": ").append(reason);
        }
        if (!logTail.isBlank()) {
            text.append('\n').append(logTail);
        }
        return text.toString();
    }
}
