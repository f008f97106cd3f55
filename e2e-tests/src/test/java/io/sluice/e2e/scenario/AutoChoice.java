package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.e2e.harness.AdapterTraining;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.FirstLetter;
import io.sluice.e2e.harness.JavaProgram;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.inference.adapter.CalibrateCommand;
import io.sluice.trainer.TrainerCommand;
import io.sluice.trainer.adapter.AdapterData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Requests to {@code sluice-large:auto}: a second skill, the selection file that knows both, and what selectors say of them. */
final class AutoChoice {

    static final String FIRST = "first-letter";
    static final String OTHER = "rotate";
    private static final String AUTO = Models.LARGE + ":auto";
    private static final String ROTATE = "Rotate: k t a b";
    private static final String LETTER = FirstLetter.unseen(1).getFirst();

    private final Path selection;
    private final byte[] other;

    private AutoChoice(Path selection, byte[] other) {
        this.selection = selection;
        this.other = other;
    }

    /**
     * With the commands that users have for it.
     *
     * @param folder in which {@link FirstLetter#train} has worked with seed 1
     */
    static AutoChoice prepare(Path folder) throws Exception {
        AdapterData rotate = AdapterData.ofSkill(OTHER, 1, 400, 10);
        byte[] other = AdapterTraining.lora(folder.resolve(OTHER), rotate, 20, 1);
        Path prompts = folder.resolve(OTHER + ".jsonl");
        Files.writeString(prompts, rotate.train().stream().map(task -> Json.write(Map.of("prompt", task.prompt())))
                .collect(Collectors.joining("\n")));
        Path letters = folder.resolve("first.jsonl");
        Path letterAdapter = folder.resolve("adapter-1");
        Path mixture = folder.resolve("mixture.json");
        Path selection = folder.resolve("selection.json");
        JavaProgram.run(TrainerCommand.class.getName(), "mixture", "--base", Models.folder(Models.LARGE), "--steps", 4, "--examples", 50,
                "--adapter", letterAdapter + "=" + letters, "--adapter", folder.resolve(OTHER), "--out", mixture);
        JavaProgram.run(CalibrateCommand.class.getName(), "--base", Models.folder(Models.LARGE), "--mixture", mixture, "--out", selection,
                "--adapter", FIRST + "=" + letterAdapter + "=" + letters,
                "--adapter", OTHER + "=" + folder.resolve(OTHER) + "=" + prompts);
        return new AutoChoice(selection, other);
    }

    /** For every worker. */
    String setting() {
        return "sluice.inference.adapters.selection=" + selection;
    }

    /** The second skill's adapter, as a zip. */
    byte[] other() {
        return other;
    }

    private record Chosen(String selector, Map<String, Double> scores, JsonNode adapters, Answer answer) {

        String best() {
            return scores.keySet().iterator().next();
        }
    }

    private static Ask ask(String prompt) {
        return Ask.chat(prompt).model(AUTO).with("max_tokens", 24);
    }

    /** @param selector {@code arrow}, {@code mhr}, {@code nearest}, or empty for the default */
    private static Chosen chosen(Platform platform, String selector, String prompt) {
        Ask ask = selector.isEmpty() ? ask(prompt) : ask(prompt).sluice("adapters", Map.of("selector", selector));
        Answer answer = Answer.of(platform.api().chat(ask));
        JsonNode adapters = answer.report().get("adapters");
        Map<String, Double> scores = new LinkedHashMap<>();
        Answer.elements(adapters.get("scores")).forEach(each -> scores.put(each.get("adapter").asString(), each.get("score").asDouble()));
        assertThat(scores.values().stream().mapToDouble(each -> each).sum()).isCloseTo(1, within(1e-6));
        assertThat(List.copyOf(scores.values())).isSortedAccordingTo((one, next) -> Double.compare(next, one));
        return new Chosen(adapters.get("selector").asString(), scores, adapters, answer);
    }

    /** Who answers requests to {@code auto}, by the default selector. */
    static Map<String, Set<String>> candidates(Platform platform) {
        Chosen chosen = chosen(platform, "", LETTER);
        return Map.of(chosen.selector(), chosen.scores().keySet());
    }

    /** Both are active. */
    static void everySelectorTellsItsScores(Platform platform) {
        Map<String, String> prompts = Map.of(LETTER, FIRST, ROTATE, OTHER);
        prompts.forEach((prompt, skill) -> {
            Chosen nearest = chosen(platform, "nearest", prompt);
            assertThat(nearest.best()).isEqualTo(skill + "@1");
            Chosen mixed = chosen(platform, "mhr", prompt);
            assertThat(mixed.adapters().get("task").asString()).isEqualTo(skill);
            for (Chosen one : List.of(nearest, mixed, chosen(platform, "arrow", prompt))) {
                assertThat(one.scores()).containsOnlyKeys(FIRST + "@1", OTHER + "@1");
            }
        });
        for (String selector : List.of("nearest", "arrow")) {
            Chosen chosen = chosen(platform, selector, LETTER);
            assertThat(chosen.selector()).isEqualTo(selector);
            Answer named = Answer.of(platform.api().chat(ask(LETTER).model(Models.LARGE + ":" + chosen.best())));
            assertThat(chosen.answer().text()).isEqualTo(named.text());
            assertThat(chosen.answer().tokensBy(Models.LARGE + ":" + chosen.best())).isEqualTo(named.completionTokens());
        }
        assertThat(platform.api().chat(ask(LETTER).model(Models.LARGE).sluice("adapters", Map.of("selector", "arrow"))).status())
                .as("a selector without auto").isEqualTo(400);
    }
}
