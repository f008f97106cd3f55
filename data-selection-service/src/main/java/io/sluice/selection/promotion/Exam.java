package io.sluice.selection.promotion;

import io.sluice.contracts.selection.PipelineRequest.Match;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.selection.judging.Matching;
import io.sluice.selection.judging.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a model questions, several at once. What is asked later does not hang on what was answered. Thread-safe. */
public final class Exam {

    private final Answerer answerer;
    private final int atOnce;

    /**
     * What it made of them.
     *
     * @param right   whether, for each question in order
     * @param refused questions that it would not answer, which counts as wrong
     */
    public record Marks(List<Boolean> right, int refused) {

        public Marks {
            right = List.copyOf(right);
        }
    }

    /** @param atOnce questions on their way */
    public Exam(Answerer answerer, int atOnce) {
        this.answerer = answerer;
        this.atOnce = atOnce;
    }

    /** @param model a base, or {@code BASE:NAME@VERSION} */
    public Stage<Marks> ask(String model, List<Question> questions, Match match, int tokensMax) throws InterruptedException {
        ExecutorService asking = Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory());
        try {
            List<Future<Answerer.Answer>> answers = new ArrayList<>();
            for (Question question : questions) {
                Callable<Answerer.Answer> ask = () -> answerer.ask(model, question.prompt(), tokensMax);
                answers.add(asking.submit(ask));
            }
            List<Boolean> right = new ArrayList<>();
            int refused = 0;
            for (int i = 0; i < questions.size(); i++) {
                switch (answers.get(i).get()) {
                    case Answerer.Answer.Said(String text) -> right.add(Matching.right(match, questions.get(i).expected(), text));
                    case Answerer.Answer.Refused no -> {
                        right.add(false);
                        refused++;
                    }
                    case Answerer.Answer.Away(String why) -> {
                        return Work.waits(PipelineStep.JUDGE, "models_away", why);
                    }
                }
            }
            return new Stage.Done<>(new Marks(right, refused));
        } catch (ExecutionException bug) {
            throw new IllegalStateException("asking " + model + " failed", bug.getCause());
        } finally {
            asking.shutdownNow();
        }
    }
}
