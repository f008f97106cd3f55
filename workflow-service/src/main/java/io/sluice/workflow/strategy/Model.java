package io.sluice.workflow.strategy;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A language model as strategies see it. Each question is remembered by its number, so that a strategy that is begun again
 * has to ask in the same order; each has a seed of its own. For one thread.
 */
public interface Model {

    /**
     * @param system      absent: no system message
     * @param temperature absent: as the agent has it
     */
    record Question(@Nullable String system, String prompt, @Nullable Double temperature) {
    }

    /** The model's text, after whatever tools it called. */
    String ask(Question question) throws CallFailedException, InterruptedException;

    /**
     * Asks all at once and takes the first text that is accepted; the others are cancelled.
     *
     * @return the texts that came, in the order in which they came: the last one is accepted, or none is and all are there
     */
    List<String> race(List<Question> questions, Predicate<String> accepted) throws CallFailedException, InterruptedException;
}
