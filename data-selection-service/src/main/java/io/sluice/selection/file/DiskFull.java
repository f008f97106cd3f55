package io.sluice.selection.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Tells a full disk from what else may go wrong with files; the JDK has no type for it. */
public final class DiskFull {

    private DiskFull() {
    }

    public static boolean is(IOException failure) {
        String reason = failure instanceof FileSystemException system && system.getReason() != null
                ? system.getReason() : String.valueOf(failure.getMessage());
        String told = reason.toLowerCase(Locale.ROOT);
        return told.contains("no space left") || told.contains("quota exceeded");
    }
}
