package io.sluice.workflow.scheduling.value;

import io.sluice.workflow.scheduling.Verdict;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/** What values know of an agent, whatever the state it was in. */
public final class Experience {

    private final Map<String, StepSum> sums = new HashMap<>();
    private final Map<String, EndSum> ends = new HashMap<>();

    public Experience(Values values) {
        values.steps().forEach((key, sum) -> {
            String taskClass = key.substring(0, key.indexOf('/'));
            String agent = key.substring(key.lastIndexOf('/') + 1);
            sums.merge(taskClass + "/" + agent, sum, StepSum::plus);
            sums.merge("*/" + agent, sum, StepSum::plus);
        });
        values.ends().forEach((key, sum) -> {
            String[] parts = key.split("/");
            ends.merge(parts[0] + "/" + parts[2] + "/" + parts[3], sum, EndSum::plus);
        });
    }

    /** What runs of a class came to that ended after {@code last} with {@code verdict}. */
    public EndSum end(int taskClass, String last, Verdict verdict) {
        return Objects.requireNonNullElse(ends.get(taskClass + "/" + last + "/" + verdict.name().toLowerCase(Locale.ROOT)), EndSum.EMPTY);
    }

    /** In a class; where it was never tried there, in all of them. */
    public StepSum of(int taskClass, String agent) {
        StepSum own = sums.get(taskClass + "/" + agent);
        return own != null ? own : Objects.requireNonNullElse(sums.get("*/" + agent), StepSum.EMPTY);
    }

    /** Mean of a step; empty: it was never tried. */
    public OptionalDouble price(int taskClass, String agent) {
        StepSum sum = of(taskClass, agent);
        return sum.tries() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum.price() / sum.tries());
    }
}
