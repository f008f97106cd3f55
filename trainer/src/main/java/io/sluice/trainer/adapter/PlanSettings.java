package io.sluice.trainer.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans from the texts that jobs and manifests hold: the names are those of {@link AdapterPlan#words}. */
public final class PlanSettings {

    private static final Set<String> KNOWN =
            new TreeSet<>(Set.of("batch-rows", "rate", "replay", "rank", "alpha", "init", "tokens", "heads", "density", "stage-steps"));

    private PlanSettings() {}

    /**
     * The usual plan of a kind, with what the settings say instead.
     *
     * @throws IllegalArgumentException if a setting is unknown or out of its range; it is named
     */
    public static AdapterPlan plan(AdapterKind kind, int steps, long seed, Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is none of " + KNOWN);
            }
        }
        AdapterPlan usual = AdapterPlan.usual(kind, seed);
        AdapterPlan.Settings own = usual.settings();
        int rank = whole(settings, "rank", own.rank());
        String init = Objects.requireNonNullElse(settings.get("init"), "zero");
        if (!Set.of("zero", "corda").contains(init)) {
            throw new IllegalArgumentException("init is zero or corda");
        }
        return new AdapterPlan(
                kind, steps, whole(settings, "batch-rows", usual.batchRows()),
                number(settings, "rate", usual.rate()), number(settings, "replay", usual.replay()), seed,
                new AdapterPlan.Settings(
                        rank, number(settings, "alpha", AdapterPlan.usualAlpha(kind, rank)), init.equals("corda"),
                        whole(settings, "tokens", own.tokens()), whole(settings, "heads", own.heads()),
                        number(settings, "density", own.density())),
                counts(settings, "stage-steps"));
    }

    private static List<Integer> counts(Map<String, String> settings, String name) {
        @Nullable String text = settings.get(name);
        try {
            return text == null ? List.of() : Arrays.stream(text.split(",")).map(String::strip).map(Integer::valueOf).toList();
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException(name + " are whole numbers with commas between them", none);
        }
    }

    private static int whole(Map<String, String> settings, String name, int usual) {
        double value = number(settings, name, usual);
        if (value != Math.rint(value) || Math.abs(value) > 1_000_000) {
            throw new IllegalArgumentException(name + " has to be a whole number");
        }
        return (int) value;
    }

    private static double number(Map<String, String> settings, String name, double usual) {
        @Nullable String text = settings.get(name);
        try {
            return text == null ? usual : Double.parseDouble(text);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException(name + " has to be a number", none);
        }
    }
}
