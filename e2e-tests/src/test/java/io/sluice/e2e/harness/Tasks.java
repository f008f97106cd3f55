package io.sluice.e2e.harness;

import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.util.List;
import java.util.stream.Stream;

/** Tasks that neither model was trained on. The same ones in every run. */
public final class Tasks {

    private static final long SEED = 20_261_121;

    private Tasks() {
    }

    public static List<Task> test(int count) {
        return of(Split.TEST, count);
    }

    public static List<Task> calibration(int count) {
        return of(Split.CALIBRATION, count);
    }

    private static List<Task> of(Split split, int count) {
        return Stream.generate(new TaskGenerator(SEED, split)::next).limit(count).toList();
    }
}
