package io.sluice.contracts.selection;

import io.sluice.contracts.selection.ComparisonRequest.Entry;
import io.sluice.contracts.selection.ComparisonRequest.Judging;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The one place where the fields of a comparison's request are held against their ranges. */
final class ComparisonCheck {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int ITEMS_MAX = 2_000;
    private static final int TOKENS_MAX = 4_096;
    private static final int TEXT_LENGTH_MAX = 256;
    /** Stands in for what is compared while the rest of a selection is held against its ranges. */
    private static final Entry ANY = Entry.of("random");

    private final List<Problem> problems = new ArrayList<>();

    private ComparisonCheck() {
    }

    static List<Problem> of(ComparisonRequest request) {
        ComparisonCheck check = new ComparisonCheck();
        check.problems.addAll(request.selection(ANY, Amount.ofRows(1), 1).problems());
        check.entries(request);
        check.runs(request);
        check.learning(request);
        return List.copyOf(check.problems);
    }

    private void entries(ComparisonRequest request) {
        List<Entry> entries = request.entries();
        count("entries", entries.size(), 2, ComparisonRequest.ENTRIES_MAX);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String field = "entries[" + i + "]";
            Entry entry = entries.get(i);
            request.selection(entry, Amount.ofRows(1), 1).problems().stream()
                    .filter(problem -> problem.field().equals("selector") || problem.field().startsWith("settings"))
                    .forEach(problem -> wrong(field + "." + problem.field(), problem.message()));
            if (!NAME.matcher(entry.name()).matches() && !entry.selector().isEmpty()) {
                wrong(field + ".name", "has to be letters, digits, '.', '_' and '-', at most 64, the first a letter or digit");
            } else if (!names.add(entry.name())) {
                wrong(field + ".name", "is that of another entry: one selector with other settings needs a name");
            }
        }
    }

    private void runs(ComparisonRequest request) {
        count("seeds", request.seeds().size(), 1, ComparisonRequest.SEEDS_MAX);
        if (new HashSet<>(request.seeds()).size() < request.seeds().size()) {
            wrong("seeds", "has one twice");
        }
        count("budgets", request.budgets().size(), 1, ComparisonRequest.BUDGETS_MAX);
        for (int i = 0; i < request.budgets().size(); i++) {
            String wrong = request.budgets().get(i).wrong(1, SelectionRequest.ROWS_MAX);
            if (!wrong.isEmpty()) {
                wrong("budgets[" + i + "]", wrong);
            }
        }
        if (new HashSet<>(request.budgets()).size() < request.budgets().size()) {
            wrong("budgets", "has one twice");
        }
        long runs = (long) request.entries().size() * request.seeds().size() * request.budgets().size();
        if (runs > ComparisonRequest.RUNS_MAX) {
            wrong("entries", "times seeds and budgets are " + runs + " runs, more than " + ComparisonRequest.RUNS_MAX);
        }
    }

    private void learning(ComparisonRequest request) {
        if (request.wanted() != null) {
            text("wanted.label", request.wanted().label());
            text("wanted.value", request.wanted().value());
        }
        if (request.training() != null) {
            problems.addAll(PipelineCheck.of(request.training()));
            if (request.training().seed() != 1) {
                wrong("training.seed", "has no meaning here: each run is trained with its own of seeds");
            }
        }
        Judging judging = request.judging();
        if ((judging == null) != (request.training() == null)) {
            wrong(judging == null ? "judging" : "training", "is missing: what is trained is asked, and what is asked is trained");
        }
        if (judging != null) {
            String wrong = RequestCheck.wrongDataSet(judging.heldOut());
            if (!wrong.isEmpty()) {
                wrong("judging.held_out", wrong);
            }
            range("judging.items_max", judging.itemsMax(), 1, ITEMS_MAX);
            range("judging.tokens_max", judging.tokensMax(), 1, TOKENS_MAX);
            range("judging.confidence", judging.confidence(), 0.5, 0.9999);
        }
    }

    private void text(String field, String value) {
        if (value.isBlank() || value.length() > TEXT_LENGTH_MAX) {
            wrong(field, value.isBlank() ? "is missing" : "is longer than " + TEXT_LENGTH_MAX + " characters");
        }
    }

    private void count(String field, int entries, int least, int most) {
        if (entries < least || entries > most) {
            wrong(field, entries == 0 ? "is missing" : "has to have " + least + " to " + most + " entries");
        }
    }

    private void range(String field, Number value, double least, double most) {
        if (!(value.doubleValue() >= least && value.doubleValue() <= most)) {
            wrong(field, "has to be " + (least < 1 ? Double.toString(least) : Long.toString((long) least)) + " to "
                    + (most < 1 ? Double.toString(most) : Long.toString((long) most)));
        }
    }

    private void wrong(String field, String message) {
        problems.add(new Problem(field, message));
    }
}
