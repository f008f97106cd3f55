package io.sluice.selection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code sluice.selection.pipelines.*}.
 *
 * @param atOnce          pipelines of which this replica does something at the same time; beside them as many runs of comparisons
 * @param questionsAtOnce of one judgement, on their way to models
 * @param patience        with what stands in a step's way, after which its pipeline or run fails
 */
@ConfigurationProperties("sluice.selection.pipelines")
record PipelineSettings(
        @DefaultValue("4") int atOnce,
        @DefaultValue("4") int questionsAtOnce,
        @DefaultValue("24h") Duration patience) {

    private static final int AT_ONCE_MAX = 64;

    PipelineSettings {
        check(atOnce >= 1 && atOnce <= AT_ONCE_MAX, "at-once", "is from 1 to " + AT_ONCE_MAX);
        check(questionsAtOnce >= 1 && questionsAtOnce <= AT_ONCE_MAX, "questions-at-once", "is from 1 to " + AT_ONCE_MAX);
        check(patience.isPositive(), "patience", "has to be more than nothing");
    }

    private static void check(boolean holds, String key, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("sluice.selection.pipelines." + key + " " + rule);
        }
    }
}
