package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Tasks;
import io.sluice.tasks.Task;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many at once get what each would get alone. */
@InBothForms
class ConcurrencyIT {

    private static final List<Task> TASKS = Tasks.test(24);
    private static final int CLIENTS = 8;

    private final Platform platform;

    ConcurrencyIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void eightClientsAtOnceGetTheAnswersTheyWouldGetAlone() throws Exception {
        List<String> alone = IntStream.range(0, TASKS.size()).mapToObj(this::answer).toList();

        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<String>> together = IntStream.range(0, TASKS.size())
                    .mapToObj(i -> clients.submit(() -> answer(i))).toList();
            for (int i = 0; i < alone.size(); i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i));
            }
        }
    }

    /** Different policies side by side, so that both models serve several sequences in different phases. */
    private String answer(int i) {
        List<String> policies = List.of("small", "large", "entropy", "random", "cascade");
        return Answer.of(platform.api().chat(Ask.chat(TASKS.get(i).prompt())
                .sluice("policy", policies.get(i % policies.size()), "threshold", 0.1, "large_share", 0.4, "seed", i))).text();
    }
}
