package io.sluice.inference.engine;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares a loaded model with {@code reference.json} beside it, which whoever trained or exported the model wrote:
 * {@code {"version": 1, "tolerance": t, "cases": [{"text", "tokens", "lastLogits", "greedy"}]}}.
 *
 * <p>The text is one as a chat template renders it: names of control tokens in it are control tokens, and nothing is put
 * before it. A case agrees when it encodes to the same tokens, when every logit after the last token is within the
 * tolerance, and when the most probable continuation is the same token for token.
 */
final class ReferenceCheck {

    static final String FILE = "reference.json";
    private static final int VERSION = 1;
    private static final int CASES_MAX = 256;

    private final LanguageModel model;
    private final HuggingFaceText tokenizer;
    private final double tolerance;
    private double largestDifference;

    private ReferenceCheck(LanguageModel model, HuggingFaceText tokenizer, double tolerance) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.tolerance = tolerance;
    }

    /** The largest difference of a logit. */
    record Agreed(int cases, double largestDifference, double tolerance) {
    }

    /**
     * @return null when the folder has no reference
     * @throws ModelRefusedException with the difference that was measured
     */
    static @Nullable Agreed run(Path folder, LanguageModel model, HuggingFaceText tokenizer) {
        JsonFile json = JsonFile.find(folder, FILE);
        if (json == null) {
            return null;
        }
        if (json.integer("version", 0, Integer.MAX_VALUE) != VERSION) {
            throw json.refuse("has a version other than " + VERSION);
        }
        JsonNode cases = json.root().path("cases");
        if (!cases.isArray() || cases.isEmpty() || cases.size() > CASES_MAX || !json.has("tolerance")) {
            throw json.refuse("needs a tolerance and 1 to " + CASES_MAX + " cases");
        }
        ReferenceCheck check = new ReferenceCheck(model, tokenizer, json.positive("tolerance", Double.NaN));
        for (int i = 0; i < cases.size(); i++) {
            check.one(json, i, cases.get(i));
        }
        return new Agreed(cases.size(), check.largestDifference, check.tolerance);
    }

    private void one(JsonFile json, int number, JsonNode node) {
        String text = node.path("text").asString("");
        int[] tokens = integers(json, number, node.path("tokens"), "tokens");
        int[] greedy = integers(json, number, node.path("greedy"), "greedy");
        float[] logits = floats(json, number, node.path("lastLogits"));
        String which = FILE + " case " + number;
        int[] encoded = tokenizer.encodeRendered(text);
        if (!Arrays.equals(encoded, tokens)) {
            throw new ModelRefusedException("the tokenizer disagrees with " + which + ": it gives "
                    + Arrays.toString(encoded) + " and the reference has " + Arrays.toString(tokens));
        }
        if (tokens.length == 0 || tokens.length + greedy.length > model.info().contextLength()) {
            throw new ModelRefusedException(which + " has no tokens or more than the model's context");
        }
        try (KvCache cache = model.allocate(tokens.length + Math.max(1, greedy.length))) {
            float[] last = model.forward(List.of(new Segment(cache, tokens, Logits.LAST))).getFirst()[0];
            compare(which, last, logits);
            follow(which, cache, last, greedy);
        }
    }

    private void compare(String which, float[] logits, float[] reference) {
        double difference = 0;
        for (int i = 0; i < logits.length; i++) {
            difference = Math.max(difference, Math.abs((double) logits[i] - reference[i]));
        }
        if (!(difference <= tolerance)) {
            throw new ModelRefusedException("the logits disagree with " + which + ": they differ by up to " + difference
                    + " and the tolerance is " + tolerance);
        }
        largestDifference = Math.max(largestDifference, difference);
    }

    private void follow(String which, KvCache cache, float[] last, int[] greedy) {
        float[] logits = last;
        for (int i = 0; i < greedy.length; i++) {
            int token = mostProbable(logits);
            if (token != greedy[i]) {
                throw new ModelRefusedException("greedy decoding disagrees with " + which + ": token " + i + " is " + token
                        + " and the reference has " + greedy[i]);
            }
            if (i + 1 < greedy.length) {
                logits = model.forward(List.of(new Segment(cache, new int[] {token}, Logits.LAST))).getFirst()[0];
            }
        }
    }

    private static int mostProbable(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    private int[] integers(JsonFile json, int number, JsonNode node, String field) {
        int[] values = new int[node.size()];
        boolean valid = node.isArray();
        for (int i = 0; i < values.length; i++) {
            valid &= node.get(i).isIntegralNumber() && node.get(i).canConvertToInt();
            values[i] = valid ? node.get(i).intValue() : 0;
        }
        if (!valid) {
            throw json.refuse("needs " + field + " in case " + number + " as a list of token ids");
        }
        return values;
    }

    private float[] floats(JsonFile json, int number, JsonNode node) {
        int vocabulary = model.info().vocabularySize();
        boolean valid = node.isArray() && node.size() == vocabulary;
        float[] values = new float[vocabulary];
        for (int i = 0; valid && i < vocabulary; i++) {
            valid = node.get(i).isNumber();
            values[i] = valid ? node.get(i).floatValue() : 0;
        }
        if (!valid) {
            throw json.refuse("needs lastLogits in case " + number + " as " + vocabulary + " numbers");
        }
        return values;
    }
}
