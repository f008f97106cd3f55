package io.sluice.selection.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants generated; {@link Generation#of} checks it. All may be left out.
 *
 * @param templates  usual: all that the shipped models learn, equally often
 * @param rows       1 to {@link Generation#ROWS_MAX}; usual 1,000
 * @param seed       usual 1
 * @param difficulty 0 to 1: rows have difficulty 1 + Binomial(4, difficulty); usual: all five equally often
 * @param form       {@code instruction} (usual) or {@code chat}
 * @param split      {@code train} (usual), {@code calibration} or {@code test}; no prompt is in two of them, whatever the seeds
 */
public record GenerationRequest(
        @Nullable List<@Nullable Template> templates,
        @Nullable Integer rows,
        @Nullable Long seed,
        @Nullable Double difficulty,
        @Nullable String form,
        @Nullable String split) {

    /**
     * @param name   of a kind of exercise
     * @param weight how often, beside the others; usual 1
     */
    public record Template(@Nullable String name, @Nullable Double weight) {
    }
}
