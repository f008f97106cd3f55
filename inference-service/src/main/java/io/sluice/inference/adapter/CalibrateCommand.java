package io.sluice.inference.adapter;

import io.sluice.inference.adapter.Calibration.Sample;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.ModelRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./sluice calibrate-adapters}: writes what the selectors of {@code BASE:auto} need beside the adapters' weights. */
public final class CalibrateCommand {

    private static final String USAGE = """
            usage: calibrate-adapters --base DIR --adapter TASK=DIR=PROMPTS… [--mixture FILE] --out FILE
              --base      folder of the model, under whose name it is served
              --adapter   once for each: its task, its PEFT folder, and JSON lines whose "prompt" are some it was trained on
              --mixture   what `./sluice train mixture` has learned, for the selector mhr
              --out       the file for sluice.inference.adapters.selection""";
    private static final int WRONG_USE = 2;
    /** More of them change little. */
    private static final int PROMPTS_MAX = 256;

    private CalibrateCommand() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** @return the exit status: 0, 1 when a file can't be used, 2 for wrong arguments */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (Arrays.stream(arguments).anyMatch(a -> a.equals("--help") || a.equals("-h"))) {
            out.println(USAGE);
            return 0;
        }
        try {
            Arguments parsed = Arguments.parse(arguments);
            SelectionFile file = calibrate(parsed);
            file.write(parsed.out());
            out.println("written to " + parsed.out() + ": " + file.adapters().size() + " adapters of " + file.base());
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return WRONG_USE;
        } catch (IOException | ModelRefusedException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static SelectionFile calibrate(Arguments arguments) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (String adapter : arguments.adapters()) {
            String[] parts = adapter.split("=", 3);
            if (parts.length < 3) {
                throw new IllegalArgumentException("--adapter is TASK=DIR=PROMPTS, not " + adapter);
            }
            samples.add(new Sample(parts[0], Path.of(parts[1]), prompts(Path.of(parts[2]))));
        }
        MixtureFile mixtures = arguments.mixture() == null ? null : MixtureFile.read(arguments.mixture());
        String name = arguments.base().toAbsolutePath().normalize().getFileName().toString();
        try (LanguageModel base = ModelLoader.load(arguments.base(), name)) {
            return new Calibration(base).run(samples, mixtures);
        }
    }

    private static List<String> prompts(Path file) throws IOException {
        List<String> prompts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String prompt = line.isBlank() ? "" : JsonMapper.shared().readTree(line).path("prompt").asString("");
                if (!prompt.isEmpty() && prompts.size() < PROMPTS_MAX) {
                    prompts.add(prompt);
                }
            }
        } catch (JacksonException broken) {
            throw new IOException(file + " has to hold a JSON object in each line: " + broken.getMessage(), broken);
        }
        if (prompts.isEmpty()) {
            throw new IOException(file + " has no line with a prompt");
        }
        return prompts;
    }

    private record Arguments(Path base, List<String> adapters, @Nullable Path mixture, Path out) {

        static Arguments parse(String[] arguments) {
            List<String> adapters = new ArrayList<>();
            Path base = null;
            Path mixture = null;
            Path out = null;
            for (int i = 0; i < arguments.length; i += 2) {
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[i] + " needs a value");
                }
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--base" -> base = Path.of(value);
                    case "--adapter" -> adapters.add(value);
                    case "--mixture" -> mixture = Path.of(value);
                    case "--out" -> out = Path.of(value);
                    default -> throw new IllegalArgumentException("what is " + arguments[i] + "?");
                }
            }
            if (base == null || out == null || adapters.isEmpty()) {
                throw new IllegalArgumentException("--base, --adapter and --out are needed");
            }
            return new Arguments(base, adapters, mixture, out);
        }
    }
}
