package io.sluice.workflow.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the members of R3 (Read, Revise, Repeat; Du et al. 2022) have in common: edits of sentences, as a model proposes them. */
final class Revision {

    static final String TEXT = "{{#answer}}{{answer}}{{/answer}}{{^answer}}{{input}}{{/answer}}";
    private static final String FORM = """
            {{prompt}}

            {{sentences}}

            Rewrite only the sentences that need it, each on a line of its own after its number in brackets. If none does, write NONE.""";

    /** @param position of the sentence, 0 first */
    record Edit(int position, String before, String after) {
    }

    private Revision() {
    }

    static Sentences text(Problem problem) throws CallFailedException {
        return Sentences.of(problem.templates().render(problem.spec().texts().getOrDefault("text", TEXT), Map.of()));
    }

    /** @param closed positions that were decided: what is proposed for them is not heard */
    static List<Edit> proposed(Problem problem, Model model, Sentences text, Set<Integer> closed) throws CallFailedException, InterruptedException {
        if (text.sentences().isEmpty()) {
            return List.of();
        }
        String prompt = problem.templates().render(problem.spec().texts().getOrDefault("form", FORM),
                Map.of("prompt", problem.prompt(), "sentences", Items.numbered(text.sentences())));
        Map<Integer, String> answers = new TreeMap<>(Items.numbers(model.ask(problem.question(prompt)), text.sentences().size()));
        List<Edit> edits = new ArrayList<>();
        answers.forEach((number, after) -> {
            String before = text.sentences().get(number - 1);
            if (!closed.contains(number - 1) && !after.isBlank() && !after.equals(before)) {
                edits.add(new Edit(number - 1, before, after));
            }
        });
        return edits;
    }
}
