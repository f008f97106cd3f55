package io.sluice.selection.promotion;

import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.PipelineRequest.Judging;
import io.sluice.selection.judging.Answers;
import io.sluice.selection.judging.Matching;
import io.sluice.selection.judging.Question;
import io.sluice.selection.judging.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Asks candidate and incumbent the same questions, several at once, and judges. What is asked later does not hang on what was answered. */
final class Judge {

    /** What came of it. */
    sealed interface Asked {

        record Judged(Judgement judgement) implements Asked {
        }

        record Away(String why) implements Asked {
        }
    }

    private static final class AwayException extends Exception {

        private static final long serialVersionUID = 1;

        AwayException(String why) {
            super(why, null, false, false);
        }
    }

    private record Right(List<Boolean> right, int refused) {
    }

    private final Answerer answerer;
    private final int atOnce;

    /** @param atOnce questions on their way */
    Judge(Answerer answerer, int atOnce) {
        this.answerer = answerer;
        this.atOnce = atOnce;
    }

    Asked judge(Judging rule, String candidate, String incumbent, List<Question> target, @Nullable List<Question> others) throws InterruptedException {
        try {
            Answers gained = both(rule, candidate, incumbent, target);
            Answers elsewhere = others == null ? null : both(rule, candidate, incumbent, others);
            return new Asked.Judged(new Verdict(rule).of(candidate, incumbent, gained, elsewhere));
        } catch (AwayException away) {
            return new Asked.Away(Objects.requireNonNullElse(away.getMessage(), "no answer"));
        }
    }

    private Answers both(Judging rule, String candidate, String incumbent, List<Question> questions) throws AwayException, InterruptedException {
        Right one = right(rule, candidate, questions);
        Right other = right(rule, incumbent, questions);
        return new Answers(one.right(), other.right(), one.refused() + other.refused());
    }

    private Right right(Judging rule, String model, List<Question> questions) throws AwayException, InterruptedException {
        ExecutorService asking = Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory());
        try {
            List<Future<Answerer.Answer>> answers = new ArrayList<>();
            for (Question question : questions) {
                Callable<Answerer.Answer> ask = () -> answerer.ask(model, question.prompt(), rule.tokensMax());
                answers.add(asking.submit(ask));
            }
            List<Boolean> right = new ArrayList<>();
            int refused = 0;
            for (int i = 0; i < questions.size(); i++) {
                switch (answers.get(i).get()) {
                    case Answerer.Answer.Said(String text) -> right.add(Matching.right(rule.match(), questions.get(i).expected(), text));
                    case Answerer.Answer.Refused no -> {
                        right.add(false);
                        refused++;
                    }
                    case Answerer.Answer.Away(String why) -> throw new AwayException(why);
                }
            }
            return new Right(right, refused);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("asking " + model + " failed", bug.getCause());
        } finally {
            asking.shutdownNow();
        }
    }
}
