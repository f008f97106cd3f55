package io.sluice.gateway.openai;

import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.platform.error.SluiceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Ranges and shapes that both APIs share. Each check throws a 400 that names the field. */
final class FieldRules {

    static final int CHOICES_MAX = 128;
    static final int TOKENS_MAX = 131_072;

    private static final int STOPS_MAX = 4;
    private static final int STOP_CHARS_MAX = 1000;
    private static final int BIASES_MAX = 300;
    private static final int BIAS_MAX = 100;
    private static final Pattern TOKEN_ID = Pattern.compile("[0-9]{1,9}");

    private FieldRules() {
    }

    static SluiceException invalid(String field, String rule) {
        return SluiceException.invalid(field, "invalid_value", "'" + field + "' " + rule);
    }

    static String model(@Nullable String model) {
        if (model == null || model.isEmpty()) {
            throw invalid("model", "is required; GET /v1/models lists what there is");
        }
        if (WorkflowModel.is(model)) {
            WorkflowModel.parse(model);
        } else if (AdaptedName.isAdapted(model)) {
            try {
                AdaptedName.parse(model);
            } catch (IllegalArgumentException malformed) {
                throw invalid("model", malformed.getMessage());
            }
        }
        return text("model", model);
    }

    /** Text that has a UTF-8 form: JSON escapes can write half of a character, which no tokenizer can read. */
    static String text(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean pair = Character.isHighSurrogate(unit) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                throw invalid(field, "holds half of a character (a surrogate without its other half)");
            }
        }
        return text;
    }

    static double within(String field, @Nullable Double value, double low, double high, double standard) {
        if (value == null) {
            return standard;
        }
        if (!(value >= low && value <= high)) {
            throw invalid(field, "must be within " + number(low) + ".." + number(high));
        }
        return value;
    }

    static int within(String field, @Nullable Integer value, int low, int high, int standard) {
        return (int) within(field, value == null ? null : Double.valueOf(value), low, high, standard);
    }

    /** JSON may leave out how to pick. */
    @SuppressWarnings("ConstantConditions")
    static DialOverrides overrides(@Nullable DialOverrides overrides, double temperature, int choices, int prompts) {
        SamplePlan samples = overrides == null ? null : overrides.samples();
        if (samples != null) {
            within("sluice.samples.count", samples.count(), 1, SamplePlan.COUNT_MAX, 1);
            if (samples.pick() == null) {
                throw invalid("sluice.samples.pick", "must be first_finish or majority");
            }
            if (choices != 1) {
                throw invalid("n", "must be 1 with sluice.samples, of which one becomes the answer");
            }
            if (prompts != 1) {
                throw invalid("prompt", "must be one prompt with sluice.samples");
            }
            if (samples.count() > 1 && temperature == 0) {
                throw invalid("temperature", "must be above 0 with several sluice.samples: at 0 all of them are alike");
            }
        }
        return overrides == null ? DialOverrides.NONE : overrides;
    }

    static Sampling sampling(@Nullable Double temperature, @Nullable Double topP, @Nullable Integer topK, @Nullable Double minP,
            @Nullable Double presence, @Nullable Double frequency, @Nullable Double repetition,
            @Nullable Map<String, Double> logitBias, @Nullable Long seed) {
        positive("top_p", topP);
        positive("repetition_penalty", repetition);
        if (minP != null && minP >= 1) {
            throw invalid("min_p", "must be below 1");
        }
        return new Sampling(
                within("temperature", temperature, 0, 2, 1),
                within("top_p", topP, 0, 1, 1),
                within("top_k", topK, 0, Integer.MAX_VALUE, 0),
                within("min_p", minP, 0, 1, 0),
                within("presence_penalty", presence, -2, 2, 0),
                within("frequency_penalty", frequency, -2, 2, 0),
                within("repetition_penalty", repetition, 0, 2, 1),
                logitBias(logitBias),
                seed);
    }

    private static void positive(String field, @Nullable Double value) {
        if (value != null && value <= 0) {
            throw invalid(field, "must be above 0");
        }
    }

    private static Map<Integer, Double> logitBias(@Nullable Map<String, Double> biases) {
        if (biases == null) {
            return Map.of();
        }
        if (biases.size() > BIASES_MAX) {
            throw invalid("logit_bias", "may name at most " + BIASES_MAX + " tokens");
        }
        Map<Integer, Double> checked = new HashMap<>();
        biases.forEach((token, bias) -> {
            if (bias == null || !(Math.abs(bias) <= BIAS_MAX)) {
                throw invalid("logit_bias", "must hold numbers within -100..100");
            }
            if (!TOKEN_ID.matcher(token).matches()) {
                throw invalid("logit_bias", "must have token ids as its keys");
            }
            checked.put(Integer.valueOf(token), bias);
        });
        return Map.copyOf(checked);
    }

    static List<String> stop(@Nullable JsonNode stop) {
        if (stop == null || stop.isNull()) {
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode each : stop.isArray() ? stop : List.of(stop)) {
            if (!each.isString() || each.asString().isEmpty() || each.asString().length() > STOP_CHARS_MAX) {
                throw invalid("stop", "must be a string of 1.." + STOP_CHARS_MAX + " characters or up to four of them");
            }
            strings.add(text("stop", each.asString()));
        }
        if (strings.size() > STOPS_MAX) {
            throw invalid("stop", "may hold at most four strings");
        }
        return List.copyOf(strings);
    }

    static boolean includeUsage(@Nullable StreamOptions options, boolean stream) {
        if (options != null && !stream) {
            throw invalid("stream_options", "is only allowed with stream: true");
        }
        return options != null && Boolean.TRUE.equals(options.includeUsage());
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
