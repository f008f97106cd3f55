package io.sluice.benchmarks.workflow;

import io.sluice.workflow.scheduling.Verdict;
import java.util.List;

/**
 * How far the workflow's verifier, which is what schedulers learn from, is to be trusted.
 *
 * @param judged    answers that it gave a verdict of
 * @param passed    of these
 * @param unsure    of these
 * @param precision share of the passed ones that are right in truth
 * @param recall    share of the right ones that were passed
 */
public record VerdictQuality(int judged, int passed, int unsure, double precision, double recall) {

    /** @param verdicts each with what the answer was in truth */
    static VerdictQuality of(List<Played.Taken> verdicts) {
        int passed = (int) verdicts.stream().filter(each -> each.verdict() == Verdict.PASS).count();
        int unsure = (int) verdicts.stream().filter(each -> each.verdict() == Verdict.UNSURE).count();
        int right = (int) verdicts.stream().filter(Played.Taken::right).count();
        int both = (int) verdicts.stream().filter(each -> each.verdict() == Verdict.PASS && each.right()).count();
        return new VerdictQuality(verdicts.size(), passed, unsure, passed == 0 ? 1 : (double) both / passed, right == 0 ? 1 : (double) both / right);
    }
}
