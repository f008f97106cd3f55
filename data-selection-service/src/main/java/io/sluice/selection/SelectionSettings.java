package io.sluice.selection;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * {@code sluice.selection.*}.
 *
 * @param store          folder of data sets, shared by all replicas
 * @param uploadMax      of one upload, and of the JSON lines that it becomes
 * @param uploadsAtOnce  further ones get 429
 * @param uploadPatience after which an upload from which nothing comes is given up
 */
@ConfigurationProperties("sluice.selection")
record SelectionSettings(Path store, DataSize uploadMax, int uploadsAtOnce, Duration uploadPatience) {

    private static final int AT_ONCE_MAX = 64;

    SelectionSettings {
        check(uploadMax.toBytes() > 0, "upload-max", "has to be more than nothing");
        check(uploadsAtOnce >= 1 && uploadsAtOnce <= AT_ONCE_MAX, "uploads-at-once", "is from 1 to " + AT_ONCE_MAX);
        check(uploadPatience.isPositive(), "upload-patience", "has to be more than nothing");
    }

    private static void check(boolean holds, String key, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("sluice.selection." + key + " " + rule);
        }
    }
}
