package io.sluice.workflow.scheduling.taskclass;

import com.google.re2j.Pattern;
import io.sluice.workflow.definition.Workflow.TaskClasses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells tasks apart: the class of a text, 0..15.
 *
 * <p>With rules: the first whose pattern is found, else one class more for the others. Without: by likeness to leaders, the
 * first texts that were like no leader before them (Hartigan's leader algorithm, 1975, one pass, bounded), the last class being
 * the others'. Leaders never move, so a class keeps its number.
 */
public final class TaskClassifier {

    /** From here on two texts are of one class. */
    static final double LIKE = 0.5;

    private final TaskClasses classes;
    private final List<Pattern> patterns;

    /** @throws com.google.re2j.PatternSyntaxException when a rule's pattern is none */
    public TaskClassifier(TaskClasses classes) {
        this.classes = classes;
        this.patterns = classes.rules().stream().map(rule -> Pattern.compile(rule.pattern())).toList();
    }

    /** How many classes there are, the others' included. */
    public int count() {
        return byLikeness() ? Math.max(1, classes.max()) : patterns.size() + 1;
    }

    /** For people: a rule's name, {@code like-N}, or {@code other}. */
    public String name(int taskClass) {
        if (taskClass >= count() - 1) {
            return "other";
        }
        return byLikeness() ? "like-" + taskClass : classes.rules().get(taskClass).name();
    }

    public boolean byLikeness() {
        return patterns.isEmpty();
    }

    /** Of the text, for {@link #classify} and {@link #join}; absent where rules decide. */
    public @Nullable Sketch sketch(String text) {
        return byLikeness() && count() > 1 ? Sketch.of(text) : null;
    }

    public int classify(String text, List<Sketch> leaders) {
        if (byLikeness()) {
            return classify(Sketch.of(text), leaders);
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matcher(text).find()) {
                return i;
            }
        }
        return patterns.size();
    }

    /** The most alike leader's class, if it is like enough; the others' class otherwise. */
    public int classify(Sketch sketch, List<Sketch> leaders) {
        int best = count() - 1;
        double most = LIKE;
        for (int i = 0; i < Math.min(leaders.size(), count() - 1); i++) {
            double likeness = sketch.likeness(leaders.get(i));
            if (likeness > most) {
                best = i;
                most = likeness;
            }
        }
        return best;
    }

    /** The leaders after this text: it leads a class of its own when it is like none and there is room. */
    public List<Sketch> join(Sketch sketch, List<Sketch> leaders) {
        if (!byLikeness() || leaders.size() >= count() - 1 || classify(sketch, leaders) < count() - 1) {
            return leaders;
        }
        List<Sketch> grown = new ArrayList<>(leaders);
        grown.add(sketch);
        return List.copyOf(grown);
    }
}
