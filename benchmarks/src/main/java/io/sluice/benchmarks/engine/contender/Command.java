package io.sluice.benchmarks.engine.contender;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a contender is asked to do: one line of JSON on its standard input, answered by one line on its standard output.
 *
 * @param verb    {@code load}, {@code warm}, {@code round}, {@code check} or {@code bandwidth}; the end of the input ends the process
 * @param model   load: folder or file of the weights
 * @param threads load, bandwidth: threads that compute
 * @param context load: positions that a sequence will need at most
 * @param prompt  round, check: token ids
 * @param decode  round: tokens to be generated after the prompt, greedily, each read back by the model
 * @param forced  check: tokens that follow the prompt whatever the model says
 * @param top     check: logits to be told for each position
 * @param seconds warm, bandwidth: how long
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Command(
        String verb,
        @Nullable String model,
        int threads,
        int context,
        int @Nullable [] prompt,
        int decode,
        int @Nullable [] forced,
        int top,
        double seconds) {

    public static Command load(String model, int threads, int context) {
        return new Command("load", model, threads, context, null, 0, null, 0, 0);
    }

    public static Command warm(double seconds) {
        return new Command("warm", null, 0, 0, null, 0, null, 0, seconds);
    }

    public static Command round(int[] prompt, int decode) {
        return new Command("round", null, 0, 0, prompt, decode, null, 0, 0);
    }

    public static Command check(int[] prompt, int[] forced, int top) {
        return new Command("check", null, 0, 0, prompt, 0, forced, top, 0);
    }

    public static Command bandwidth(int threads, double seconds) {
        return new Command("bandwidth", null, threads, 0, null, 0, null, 0, seconds);
    }
}
