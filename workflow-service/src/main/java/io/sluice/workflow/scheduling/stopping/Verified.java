package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.setting.Knob;
import java.util.Locale;
import java.util.Optional;

/**
 * The verifier passed the answer. Where the verifier errs, {@code precision} may ask for more: then what counts is the chance that a
 * passed answer is right, {@code p·t / (p·t + (1 − p)·f)} with sensitivity t and false accepts f. p is the mean of
 * Beta(1 + passes, 1 + fails) of the run's earlier verdicts: a pass after many failures is suspect.
 *
 * @param precision 0: a pass is enough
 */
record Verified(double precision, double sensitivity, double falseAccept) implements Stopping {

    static final Knob PRECISION = new Knob("precision", 0, 0, 1, "how likely a passed answer must be right; 0: a pass is enough");
    static final Knob SENSITIVITY = new Knob("sensitivity", 0.9, 0, 1, "share of right answers that the verifier passes");
    static final Knob FALSE_ACCEPT = new Knob("false-accept", 0.2, 0, 1, "share of wrong answers that it passes");

    @Override
    public Optional<Stop> ask(Progress progress, Situation situation) {
        if (situation.verdict() != Verdict.PASS) {
            return Optional.empty();
        }
        if (precision == 0) {
            return Optional.of(new Stop("verified", "the verifier passed the answer"));
        }
        long passes = before(progress, Verdict.PASS);
        long fails = before(progress, Verdict.FAIL);
        double right = whenAccepted((1.0 + passes) / (2.0 + passes + fails), sensitivity, falseAccept);
        return right < precision ? Optional.empty()
                : Optional.of(new Stop("verified", String.format(Locale.ROOT, "a passed answer is right with chance %.3f here", right)));
    }

    private static long before(Progress progress, Verdict verdict) {
        return progress.steps().stream().limit(progress.steps().size() - 1L).filter(step -> step.verdict() == verdict).count();
    }

    /** The chance that an answer is right that the verifier accepted, with {@code right} before it was asked. */
    static double whenAccepted(double right, double sensitivity, double falseAccept) {
        double accepted = right * sensitivity + (1 - right) * falseAccept;
        return accepted == 0 ? 0 : right * sensitivity / accepted;
    }

    static double whenRejected(double right, double sensitivity, double falseAccept) {
        double rejected = right * (1 - sensitivity) + (1 - right) * (1 - falseAccept);
        return rejected == 0 ? 0 : right * (1 - sensitivity) / rejected;
    }
}
