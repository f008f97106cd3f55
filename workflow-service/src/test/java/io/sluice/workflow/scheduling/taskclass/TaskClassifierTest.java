package io.sluice.workflow.scheduling.taskclass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.workflow.definition.Workflow.TaskClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TaskClassifierTest {

    @Test
    void theFirstRuleThatIsFoundNamesTheClass() {
        TaskClassifier classifier = new TaskClassifier(new TaskClasses(
                List.of(new TaskClasses.Rule("sum", "\\d+ \\+ \\d+"), new TaskClasses.Rule("numbers", "\\d")), 1));
        assertThat(classifier.classify("what is 3 + 4?", List.of())).isZero();
        assertThat(classifier.classify("sort 4 8 1", List.of())).isEqualTo(1);
        assertThat(classifier.classify("a poem", List.of())).isEqualTo(2);
        assertThat(classifier.count()).isEqualTo(3);
        assertThat(classifier.name(0)).isEqualTo("sum");
        assertThat(classifier.name(2)).isEqualTo("other");
        assertThat(classifier.sketch("a poem")).isNull();
    }

    @Test
    void tasksOfOneTemplateAreAlikeAndOthersAreNot() {
        List<String> templates = List.of("Add %d and %d, then multiply the sum by %d.", "Sort the numbers %d %d %d from small to large.",
                "Ann has %d apples and gives %d of them to Ben, who eats %d. How many are left?", "Is it true that %d is more than %d or %d?",
                "Reverse the order of the letters in w%d, x%d and y%d.");
        TaskClassifier classifier = new TaskClassifier(new TaskClasses(List.of(), 16));
        SplittableRandom random = new SplittableRandom(1);
        List<Sketch> leaders = List.of();
        for (int i = 0; i < 200; i++) {
            String template = templates.get(i % templates.size());
            String text = template.formatted(random.nextInt(1_000), random.nextInt(1_000), random.nextInt(1_000));
            leaders = classifier.join(Sketch.of(text), leaders);
            assertThat(classifier.classify(text, leaders)).as(text).isEqualTo(i % templates.size());
        }
        assertThat(leaders).hasSize(templates.size());
    }

    @Test
    void thereAreNeverMoreClassesThanAskedFor() {
        TaskClassifier classifier = new TaskClassifier(new TaskClasses(List.of(), 4));
        SplittableRandom random = new SplittableRandom(2);
        List<Sketch> leaders = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 12; word++) {
                text.append(Long.toString(random.nextLong(1L << 40), 36).replaceAll("\\d", "q")).append(' ');
            }
            leaders = new ArrayList<>(classifier.join(Sketch.of(text.toString()), leaders));
            assertThat(classifier.classify(text.toString(), leaders)).isBetween(0, 3);
        }
        assertThat(leaders).hasSize(3);
        assertThat(classifier.name(3)).isEqualTo("other");
    }

    @Test
    void textsWithoutWordsHaveASketchToo() {
        assertThat(Sketch.of("").likeness(Sketch.of("?!"))).isEqualTo(1);
        assertThatThrownBy(() -> new Sketch("xyz")).isInstanceOf(IllegalArgumentException.class);
    }
}
