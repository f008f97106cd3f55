package io.sluice.contracts.selection;

import io.sluice.contracts.selection.PipelineRequest.Canary;
import io.sluice.contracts.selection.PipelineRequest.Judging;
import io.sluice.contracts.selection.PipelineRequest.Training;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The one place where the fields of a pipeline's request are held against their ranges. */
final class PipelineCheck {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String NAME_RULE = "letters, digits, '.', '_' and '-', at most 64, the first a letter or digit";
    private static final int STEPS_MAX = 100_000;
    private static final int SETTINGS_MAX = 64;
    private static final int TAGS_MAX = 16;
    private static final int ITEMS_MAX = 2_000;
    private static final int TOKENS_MAX = 4_096;
    private static final long SECONDS_MAX = 30L * 86_400;

    private final List<Problem> problems = new ArrayList<>();

    private PipelineCheck() {
    }

    static List<Problem> of(PipelineRequest request) {
        PipelineCheck check = new PipelineCheck();
        check.name("adapter", request.adapter());
        request.selection().problems().forEach(problem -> check.wrong("selection." + problem.field(), problem.message()));
        check.training(request.training());
        check.judging(request.judging());
        check.canary(request.canary());
        return List.copyOf(check.problems);
    }

    /** What a pipeline and a comparison have to say of a training. */
    static List<Problem> of(Training training) {
        PipelineCheck check = new PipelineCheck();
        check.training(training);
        return List.copyOf(check.problems);
    }

    private void training(Training training) {
        name("training.base", training.base());
        name("training.kind", training.kind());
        range("training.steps", training.steps(), 1, STEPS_MAX);
        Double cpu = training.cpuSecondsMax();
        if (cpu != null && !(cpu > 0)) {
            wrong("training.cpu_seconds_max", "has to be above 0");
        }
        if (training.settings().size() > SETTINGS_MAX) {
            wrong("training.settings", "has more than " + SETTINGS_MAX + " entries");
        }
        if (training.tags().size() > TAGS_MAX) {
            wrong("training.tags", "has more than " + TAGS_MAX + " entries");
        }
        for (int i = 0; i < training.tags().size(); i++) {
            name("training.tags[" + i + "]", training.tags().get(i));
        }
    }

    private void judging(Judging judging) {
        dataSet("judging.held_out", judging.heldOut());
        if (judging.others() != null) {
            dataSet("judging.others", judging.others());
        }
        range("judging.confidence", judging.confidence(), 0.5, 0.9999);
        range("judging.minimum_gain", judging.minimumGain(), 0, 0.99);
        range("judging.tolerance", judging.tolerance(), 0.001, 0.99);
        range("judging.items_max", judging.itemsMax(), 1, ITEMS_MAX);
        range("judging.tokens_max", judging.tokensMax(), 1, TOKENS_MAX);
    }

    private void canary(Canary canary) {
        range("canary.percent", canary.percent(), 0, 100);
        range("canary.seconds", canary.seconds(), 0, SECONDS_MAX);
        range("canary.seconds_max", canary.secondsMax(), 0, SECONDS_MAX);
        if (canary.secondsMax() < canary.seconds()) {
            wrong("canary.seconds_max", "is less than canary.seconds");
        }
        if (canary.requests() < 0) {
            wrong("canary.requests", "has to be 0 or more");
        }
    }

    private void name(String field, String value) {
        if (!NAME.matcher(value).matches()) {
            wrong(field, value.isEmpty() ? "is missing" : "has to be " + NAME_RULE);
        }
    }

    private void dataSet(String field, String value) {
        String wrong = RequestCheck.wrongDataSet(value);
        if (!wrong.isEmpty()) {
            wrong(field, wrong);
        }
    }

    private void range(String field, Number value, double least, double most) {
        if (!(value.doubleValue() >= least && value.doubleValue() <= most)) {
            wrong(field, "has to be " + text(least) + " to " + text(most));
        }
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private void wrong(String field, String message) {
        problems.add(new Problem(field, message));
    }
}
