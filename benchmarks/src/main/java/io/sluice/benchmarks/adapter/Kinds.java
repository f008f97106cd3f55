package io.sluice.benchmarks.adapter;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ways to teach a model a new task, side by side, and what is asked of them. */
public record Kinds(List<KindRow> rows) {

    private static final double LORA_MIN = 0.85;
    private static final double OLD_LOSS_MAX = 0.05;
    private static final double LOFIT_BEHIND_MAX = 0.15;
    private static final int LOFIT_FEWER_MIN = 20;

    /** LoRA learns the task and keeps the old ones; LoFiT comes near it with far fewer parameters; both were measured. */
    public boolean met() {
        Optional<KindRow> lora = row("lora");
        Optional<KindRow> lofit = row("lofit");
        return lora.isPresent() && lofit.isPresent() && met(lora.get(), lofit.get());
    }

    private static boolean met(KindRow lora, KindRow lofit) {
        return lora.newTask() >= LORA_MIN
                && lora.oldTaskLoss() <= OLD_LOSS_MAX
                && lofit.newTask() >= lora.newTask() - LOFIT_BEHIND_MAX
                && lofit.parameters() * LOFIT_FEWER_MIN <= lora.parameters();
    }

    private Optional<KindRow> row(String kind) {
        return rows.stream().filter(row -> row.kind().equals(kind)).findFirst();
    }

    public String table() {
        StringBuilder table = new StringBuilder(String.format("%-12s %10s %8s %20s %20s %9s %9s%n",
                "kind", "parameters", "CPU s", "new task %", "old tasks lose", "CPU/token", "op/token"));
        for (KindRow row : rows) {
            table.append(String.format(Locale.ROOT, "%-12s %,10d %8.1f %20s %20s %9.3f %9.3f%n", row.kind(), row.parameters(),
                    row.cpuSeconds(), share(row.newTask(), row.newTaskRange()), share(row.oldTaskLoss(), row.oldLossRange()),
                    row.inferenceCpu(), row.operations()));
        }
        return table.append(String.format("%s%n", met() ? "every target is met"
                : "missed or not measured: LoRA at least 85 % with at most 5 points lost, LoFiT within 15 points with a twentieth of the parameters")).toString();
    }

    private static String share(double mean, KindRow.@Nullable Range range) {
        String text = String.format(Locale.ROOT, "%.1f", 100 * mean);
        return range == null ? text : text + String.format(Locale.ROOT, " (%.1f..%.1f)", 100 * range.from(), 100 * range.to());
    }
}
