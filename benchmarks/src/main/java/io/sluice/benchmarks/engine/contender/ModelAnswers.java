package io.sluice.benchmarks.engine.contender;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Measures one engine in this process. */
final class ModelAnswers implements ContenderMain.Answers {

    /** Tokens whose allocations are counted. */
    private static final int AGAIN = 16;

    private final Contender contender;

    ModelAnswers(Contender contender) {
        this.contender = contender;
    }

    @Override
    public Object answer(Command command) throws IOException {
        return switch (command.verb()) {
            case "load" -> contender.load(command);
            case "warm" -> {
                contender.warm(command.seconds());
                yield Map.of();
            }
            case "round" -> round(Objects.requireNonNull(command.prompt()), command.decode());
            case "check" -> check(Objects.requireNonNull(command.prompt()), Objects.requireNonNull(command.forced()), command.top());
            default -> throw new IllegalArgumentException("there is no verb " + command.verb());
        };
    }

    private Round round(int[] prompt, int decode) {
        contender.restart();
        int[] tokens = new int[decode + 1];
        int[] last = new int[1];
        double cpu = ProcessFigures.cpuSeconds();
        long start = System.nanoTime();
        tokens[0] = contender.read(prompt);
        long prefilled = System.nanoTime();
        double prefilledCpu = ProcessFigures.cpuSeconds();
        long allocated = ProcessFigures.allocatedBytes();
        for (int i = 0; i < decode; i++) {
            last[0] = tokens[i];
            tokens[i + 1] = contender.read(last);
        }
        long decoded = System.nanoTime();
        allocated = ProcessFigures.allocatedBytes() - allocated;
        double decodedCpu = ProcessFigures.cpuSeconds();
        return new Round((prefilled - start) / 1e9, prefilledCpu - cpu, (decoded - prefilled) / 1e9, decodedCpu - prefilledCpu,
                tokens, decode == 0 ? null : allocatedPerToken(prompt.length, tokens, (double) allocated / decode),
                ProcessFigures.residentBytes(), ProcessFigures.peakResidentBytes());
    }

    /** A KV cache that grows for the first time allocates its own memory, which later sequences use again. */
    private double allocatedPerToken(int promptLength, int[] tokens, double firstPass) {
        if (!contender.rewind(promptLength)) {
            return firstPass;
        }
        int again = Math.min(AGAIN, tokens.length - 1);
        int[] last = new int[1];
        long before = ProcessFigures.allocatedBytes();
        for (int i = 0; i < again; i++) {
            last[0] = tokens[i];
            contender.read(last);
        }
        return (double) (ProcessFigures.allocatedBytes() - before) / again;
    }

    private Checked check(int[] prompt, int[] forced, int top) {
        contender.restart();
        List<TopLogits> positions = new ArrayList<>();
        positions.add(contender.readLogits(prompt, top));
        for (int token : forced) {
            positions.add(contender.readLogits(new int[] {token}, top));
        }
        return new Checked(positions);
    }

    @Override
    public void close() {
        contender.close();
    }
}
