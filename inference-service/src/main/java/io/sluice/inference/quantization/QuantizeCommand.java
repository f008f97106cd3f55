package io.sluice.inference.quantization;

import com.github.tjake.jlama.safetensors.DType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code quantize DIR --to q4_0|q8_0 [--out DIR]}: writes a quantised copy of a model folder and prints what it lost. */
public final class QuantizeCommand {

    private static final String USAGE = """
            usage: quantize DIR --to q4_0|q8_0 [--out DIR]
              DIR    a Hugging Face folder with weights in F32, F16 or BF16
              --to   q4_0: 4.5 bits a weight; q8_0: 8.5 bits a weight
              --out  the new folder; without it, DIR with the format behind its name""";
    private static final int WRONG_USE = 2;

    private QuantizeCommand() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** @return the exit status: 0, 1 when the folder can't be quantised, 2 for wrong arguments */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (Arrays.stream(arguments).anyMatch(a -> a.equals("--help") || a.equals("-h"))) {
            out.println(USAGE);
            return 0;
        }
        try {
            Arguments parsed = Arguments.parse(arguments);
            ModelQuantizer.Report report = new ModelQuantizer(parsed.format(), (number, count, tensor, shape, from, error) ->
                    out.println(line(parsed.format(), number, count, tensor, shape, from, error)))
                    .quantize(parsed.source(), parsed.target());
            out.printf(Locale.ROOT, "%d tensors quantised, %d copied; %.1f MB of weights are now %.1f MB%n",
                    report.quantized(), report.copied(), report.bytesBefore() / 1e6, report.bytesAfter() / 1e6);
            out.println(report.folder());
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return WRONG_USE;
        } catch (QuantizationException e) {
            err.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            err.println("the new folder can't be written: " + e);
            return 1;
        }
    }

    private static String line(BlockFormat format, int number, int count, String tensor, int[] shape, DType from,
            @Nullable TensorError error) {
        String size = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining("x"));
        String start = String.format(Locale.ROOT, "%4d/%d  %-48s %-12s ", number, count, tensor, size);
        return error == null ? start + from + " kept" : start + String.format(Locale.ROOT,
                "%s to %s  relative RMS error %.3f %%  largest %.3g", from, format.label(), 100 * error.relativeRms(), error.largest());
    }

    private record Arguments(Path source, BlockFormat format, Path target) {

        static Arguments parse(String[] arguments) {
            Path source = null;
            BlockFormat format = null;
            Path target = null;
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--to" -> format = BlockFormat.named(value(arguments, ++i));
                    case "--out" -> target = Path.of(value(arguments, ++i));
                    default -> {
                        if (source != null || arguments[i].startsWith("-")) {
                            throw new IllegalArgumentException("what is " + arguments[i] + "?");
                        }
                        source = Path.of(arguments[i]);
                    }
                }
            }
            if (source == null) {
                throw new IllegalArgumentException("which folder?");
            }
            if (format == null) {
                throw new IllegalArgumentException("to which format? --to is missing");
            }
            return new Arguments(source, format, target != null ? target : beside(source, format));
        }

        private static Path beside(Path source, BlockFormat format) {
            Path absolute = source.toAbsolutePath().normalize();
            return absolute.resolveSibling(absolute.getFileName() + "-" + format.label());
        }

        private static String value(String[] arguments, int index) {
            if (index >= arguments.length) {
                throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
            }
            return arguments[index];
        }
    }
}
