package io.sluice.benchmarks;

import io.sluice.benchmarks.adapter.AdapterRow;
import io.sluice.benchmarks.adapter.AdapterServing;
import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelCache;
import io.sluice.benchmarks.engine.model.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./sluice bench adapters}: decoding under many adapters at once beside the bare model. Exit status 1: target missed. */
@Command(name = "adapters", mixinStandardHelpOptions = true,
        description = "Decoding of a batch whose requests have different adapters, beside the same batch without.")
final class AdaptersCommand implements Callable<Integer> {

    @Option(names = "--model", description = "a model folder (default: the random 1.24 B-parameter model of bench engine)")
    private @Nullable Path model;

    @Option(names = "--format", defaultValue = "BF16", description = "weights of the random model: Q4_0, Q8_0 or BF16 (default ${DEFAULT-VALUE})")
    private Format format = Format.BF16;

    @Option(names = "--ranks", split = ",", defaultValue = "8,16", description = "ranks (default ${DEFAULT-VALUE})")
    private List<Integer> ranks = List.of();

    @Option(names = "--distinct", split = ",", defaultValue = "1,4,16", description = "adapters in a batch (default ${DEFAULT-VALUE})")
    private List<Integer> distinct = List.of();

    @Option(names = "--sequences", defaultValue = "16", description = "requests of the batch (default ${DEFAULT-VALUE})")
    private int sequences;

    @Option(names = "--tokens", defaultValue = "8", description = "tokens that each writes in a round (default ${DEFAULT-VALUE})")
    private int tokens;

    @Option(names = "--rounds", defaultValue = "7", description = "rounds (default ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        if (sequences < 1 || tokens < 1 || rounds < 1 || ranks.stream().anyMatch(r -> r < 1) || distinct.stream().anyMatch(d -> d < 1)) {
            System.err.println("--sequences, --tokens, --rounds, --ranks and --distinct have to be at least 1");
            return 2;
        }
        AdapterServing.Plan plan = new AdapterServing.Plan(folder(), ranks, distinct, sequences, tokens, rounds);
        List<AdapterRow> rows = new AdapterServing(plan, System.err::println).run();
        print(rows);
        if (json != null) {
            Files.writeString(json, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("serving", rows)) + "\n");
            System.out.println("written to " + json);
        }
        return rows.stream().allMatch(AdapterRow::met) ? 0 : 1;
    }

    private Path folder() throws IOException {
        if (model != null) {
            return model;
        }
        ModelCache cache = new ModelCache(EngineCommand.defaultCache(), ModelShape.llama1b(), 1, System.err::println);
        cache.prepare(List.of(format), false);
        return cache.folder(format);
    }

    private void print(List<AdapterRow> rows) {
        System.out.printf("batch of %d sequences, %d tokens a round, medians of %d rounds%n", sequences, tokens, rounds);
        System.out.printf("%6s %9s %10s %9s %9s %9s %8s %9s%n", "rank", "distinct", "MB each", "tok/s", "bare", "of bare", "worst", "by CPU");
        for (AdapterRow row : rows) {
            System.out.printf(Locale.ROOT, "%6d %9d %10.1f %9.1f %9.1f %9.3f %8.3f %9.3f%s%n", row.rank(), row.distinct(),
                    row.adapterMegabytes(), row.tokensPerSecond(), row.bareTokensPerSecond(), row.ratioToBare(), row.worstRound(),
                    row.cpuRatioToBare(), row.met() ? "" : "  missed: at least " + AdapterRow.TARGET);
        }
    }
}
