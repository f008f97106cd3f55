package io.sluice.selection.promotion;

import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.PipelineRequest.Judging;
import io.sluice.selection.judging.Answers;
import io.sluice.selection.judging.Question;
import io.sluice.selection.judging.Verdict;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks candidate and incumbent the same questions, and judges. */
final class Judge {

    private final Exam exam;

    Judge(Exam exam) {
        this.exam = exam;
    }

    Stage<Judgement> judge(Judging rule, String candidate, String incumbent, List<Question> target, @Nullable List<Question> others)
            throws IOException, InterruptedException {
        return both(rule, candidate, incumbent, target).then(gained -> others == null
                ? new Stage.Done<>(new Verdict(rule).of(candidate, incumbent, gained, null))
                : both(rule, candidate, incumbent, others).then(elsewhere ->
                        new Stage.Done<>(new Verdict(rule).of(candidate, incumbent, gained, elsewhere))));
    }

    private Stage<Answers> both(Judging rule, String candidate, String incumbent, List<Question> questions) throws IOException, InterruptedException {
        return exam.ask(candidate, questions, rule.match(), rule.tokensMax()).then(one ->
                exam.ask(incumbent, questions, rule.match(), rule.tokensMax()).then(other ->
                        new Stage.Done<>(new Answers(one.right(), other.right(), one.refused() + other.refused()))));
    }
}
