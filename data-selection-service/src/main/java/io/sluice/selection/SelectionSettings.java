package io.sluice.selection;

import java.net.URI;
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
 * @param downloadsAtOnce  further ones get 429
 * @param downloadPatience after which a caller who takes nothing of a download is cut off
 * @param instance       the replica's name, in facts
 * @param scratch        folder on the local disk, of this replica alone
 * @param stepsAtOnce    of all jobs, done by this replica at the same time
 * @param window         steps of one job that are asked for at once
 * @param inference      an inference-service, for selectors that ask models
 * @param registry       the adapter-registry, for models that are trained on a target
 * @param streamPing     after which silence in a stream of events is broken
 */
@ConfigurationProperties("sluice.selection")
record SelectionSettings(Path store, DataSize uploadMax, int uploadsAtOnce, Duration uploadPatience, int downloadsAtOnce,
        Duration downloadPatience, String instance, Path scratch, int stepsAtOnce, int window, URI inference, URI registry, Duration streamPing) {

    private static final int AT_ONCE_MAX = 64;
    private static final int WINDOW_MAX = 1024;

    SelectionSettings {
        check(uploadMax.toBytes() > 0, "upload-max", "has to be more than nothing");
        check(uploadsAtOnce >= 1 && uploadsAtOnce <= AT_ONCE_MAX, "uploads-at-once", "is from 1 to " + AT_ONCE_MAX);
        check(uploadPatience.isPositive(), "upload-patience", "has to be more than nothing");
        check(downloadsAtOnce >= 1 && downloadsAtOnce <= AT_ONCE_MAX, "downloads-at-once", "is from 1 to " + AT_ONCE_MAX);
        check(downloadPatience.isPositive(), "download-patience", "has to be more than nothing");
        check(instance.matches("[\\w.@-]{1,64}"), "instance", "is 1 to 64 letters, digits and . @ - _");
        check(stepsAtOnce >= 1 && stepsAtOnce <= AT_ONCE_MAX, "steps-at-once", "is from 1 to " + AT_ONCE_MAX);
        check(window >= 1 && window <= WINDOW_MAX, "window", "is from 1 to " + WINDOW_MAX);
        check(streamPing.isPositive(), "stream-ping", "has to be more than nothing");
    }

    private static void check(boolean holds, String key, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("sluice.selection." + key + " " + rule);
        }
    }
}
