package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * BatchPrompt (Lin et al. 2023): many items in one prompt, asked {@code rounds} times in fresh orders, each item decided by
 * vote. A vote weighs 1 where the model says that it is confident and {@code alpha} elsewhere; of equal ones the earlier
 * answer wins. With {@code seas} an item is done once it had the same answer, confidently, in two rounds running.
 *
 * <p>The output is a JSON list of answers in the items' order, empty for an item without any. At most rounds × ⌈items/size⌉
 * calls. Small models do not keep to the form: it needs a strong follower of instructions.
 */
final class Batch implements Strategy {

    private static final int ITEMS_MAX = 1024;
    private static final Settings SETTINGS = Settings.withTexts("items", "form")
            .whole("rounds", 3, 1, 9).whole("size", 32, 1, 64).whole("seas", 1, 0, 1).number("alpha", 0.2, 0, 1);
    private static final String ITEMS = "{{input}}";
    private static final String FORM = """
            {{prompt}}

            {{items}}

            Answer every item on a line of its own: its number in brackets, the answer, and (confident) or (not confident). For example:
            [1] answer (confident)""";

    private static final class Item {
        private final String text;
        private final Map<String, Double> votes = new LinkedHashMap<>();
        private Items.@Nullable Answer last;
        private boolean done;

        private Item(String text) {
            this.text = text;
        }

        private void vote(Items.Answer answer, double alpha, boolean seas) {
            votes.merge(answer.text(), answer.confident() ? 1 : alpha, Double::sum);
            done = seas && answer.confident() && answer.equals(last);
            last = answer;
        }

        private String answer() {
            String best = "";
            for (Map.Entry<String, Double> each : votes.entrySet()) {
                if (best.isEmpty() || each.getValue() > votes.get(best)) {
                    best = each.getKey();
                }
            }
            return best;
        }
    }

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return SETTINGS.fault(spec);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        String given = problem.templates().render(problem.spec().texts().getOrDefault("items", ITEMS), Map.of());
        List<Item> items = Items.read(given).stream().map(Item::new).toList();
        if (items.isEmpty() || items.size() > ITEMS_MAX) {
            throw new CallFailedException("bad_items", "a batch has 1 to " + ITEMS_MAX + " items, one a line or as a JSON list", false);
        }
        RandomGenerator random = new SplittableRandom(problem.seed());
        int size = SETTINGS.whole(problem.spec(), "size");
        for (int from = 0; from < items.size(); from += size) {
            vote(problem, model, items.subList(from, Math.min(items.size(), from + size)), random);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> list.add(item.answer()));
        return new Solution(list.toString(), items.stream().allMatch(item -> item.votes.isEmpty()) ? null : list.toString());
    }

    private static void vote(Problem problem, Model model, List<Item> items, RandomGenerator random) throws CallFailedException, InterruptedException {
        boolean seas = SETTINGS.whole(problem.spec(), "seas") == 1;
        double alpha = SETTINGS.number(problem.spec(), "alpha");
        List<Item> active = new ArrayList<>(items);
        for (int round = 0; round < SETTINGS.whole(problem.spec(), "rounds") && !active.isEmpty(); round++) {
            Collections.shuffle(active, Random.from(random));
            String prompt = problem.templates().render(problem.spec().texts().getOrDefault("form", FORM),
                    Map.of("prompt", problem.prompt(), "items", Items.numbered(active.stream().map(item -> item.text).toList())));
            Map<Integer, String> answers = Items.numbers(model.ask(problem.question(prompt)), active.size());
            for (int i = 0; i < active.size(); i++) {
                String line = answers.get(i + 1);
                if (line != null) {
                    active.get(i).vote(Items.answer(line), alpha, seas);
                }
            }
            active.removeIf(item -> item.done);
        }
    }
}
