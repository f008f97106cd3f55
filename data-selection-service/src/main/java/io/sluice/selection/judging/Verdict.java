package io.sluice.selection.judging;

import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.PipelineRequest.Judging;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rule of promotion: a candidate is better if {@link PairedTest} says at the confidence that was asked for that its gain on the
 * target's questions is above {@code minimumGain}, and, where others were asked, that its gain there is above {@code −tolerance}.
 * One whose gain is no more than the minimum is promoted with a chance of at most one less the confidence; so is one that loses more
 * than the tolerance elsewhere. What isn't known well enough counts against it.
 */
public final class Verdict {

    private final Judging rule;
    private final PairedTest test;

    public Verdict(Judging rule) {
        this.rule = rule;
        this.test = new PairedTest(1 - rule.confidence());
    }

    /**
     * @param candidate as it was asked, {@code BASE:NAME@VERSION}
     * @param others    absent: nobody asked
     */
    public Judgement of(String candidate, String incumbent, Answers target, @Nullable Answers others) {
        Judgement.Paired gained = test.figures(target, rule.minimumGain());
        Judgement.Paired elsewhere = others == null ? null : test.figures(others, -rule.tolerance());
        Judgement.Figures figures = new Judgement.Figures(candidate, incumbent, rule.confidence(), gained, elsewhere);
        if (!test.exceeds(target.pairs(), gained.margin())) {
            return new Judgement.NoBetter(figures, told(figures) + ", and it has to be more than " + points(gained.margin()));
        }
        if (elsewhere != null && !test.exceeds(others.pairs(), elsewhere.margin())) {
            return new Judgement.WorseElsewhere(figures, told(figures) + "; " + toldElsewhere(elsewhere) + ", and it may lose less than "
                    + points(rule.tolerance()));
        }
        return new Judgement.Better(figures, told(figures) + "; "
                + (elsewhere == null ? "nobody asked what it loses elsewhere" : toldElsewhere(elsewhere)));
    }

    private static String told(Judgement.Figures figures) {
        Judgement.Paired target = figures.target();
        return text("%s answers %d of %d held-out questions right, %s answers %d; the gain is %s, with %s confidence at least %s",
                figures.candidate(), target.right(), target.items(), figures.incumbent(), target.rightBefore(), points(target.gain()),
                percent(figures.confidence()), points(target.gainAtLeast()));
    }

    private static String toldElsewhere(Judgement.Paired others) {
        return text("of %d other questions it answers %d right, before it were %d; the gain is %s, at least %s", others.items(), others.right(),
                others.rightBefore(), points(others.gain()), points(others.gainAtLeast()));
    }

    private static String points(double share) {
        return text("%.1f", 100 * share) + " points";
    }

    private static String percent(double share) {
        return text("%.4g", 100 * share).replaceFirst("\\.?0+$", "") + " %";
    }

    private static String text(String format, Object... parts) {
        return String.format(Locale.ROOT, format, parts);
    }
}
