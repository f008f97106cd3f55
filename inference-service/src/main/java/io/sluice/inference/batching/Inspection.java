package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.inspection.InspectAnswer;
import io.sluice.contracts.inspection.InspectAnswer.AttentionRow;
import io.sluice.contracts.inspection.InspectAnswer.HiddenRow;
import io.sluice.contracts.inspection.InspectRequest;
import io.sluice.contracts.inspection.InspectRequest.Rows;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.hook.AttentionHook;
import io.sluice.inference.engine.hook.HiddenHook;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A request to look inside: it runs as a request for one token with hooks of its own that only read, so it shares passes
 * with the others, waits, is parked and is cancelled like them. What is read a second time is put in the same place.
 */
final class Inspection {

    private static final Dials NO_DIALS = new Dials(null, 0, 1, 1, 0, 0, 0);

    /** Rows that are wanted of each layer, {@code parts} a position. */
    private static final class Table {

        private final int[] layers;
        private final int[] parts;
        private final int first;
        private final float[] @Nullable [] rows;

        /** @param first position that is wanted first, of {@code positions} */
        Table(int[] layers, int[] parts, int first, int positions) {
            this.layers = layers;
            this.parts = parts;
            this.first = first;
            this.rows = new float[layers.length * parts.length * (positions - first)][];
        }

        /** Where the row stands; -1 when nobody wants it. */
        int at(int layer, int part, int position) {
            int l = Arrays.binarySearch(layers, layer);
            int p = Arrays.binarySearch(parts, part);
            int each = rows.length / (layers.length * parts.length);
            int at = position - first;
            return l < 0 || p < 0 || at < 0 || at >= each ? -1 : (l * parts.length + p) * each + at;
        }
    }

    private final LanguageModel model;
    private final int[] prompt;
    private final int virtual;
    private final @Nullable Table attention;
    private final @Nullable Table hidden;

    /** @param request without a {@link #problem} */
    Inspection(InspectRequest request, LanguageModel model, int[] prompt) {
        ModelShape shape = model.shape();
        this.model = model;
        this.prompt = prompt;
        this.virtual = virtual(model);
        InspectRequest.Attention rows = request.attention();
        this.attention = rows == null ? null
                : new Table(chosen(rows.layers(), shape.layers()), chosen(rows.heads(), shape.heads()), first(rows.rows(), prompt), prompt.length);
        InspectRequest.Hidden states = request.hidden();
        this.hidden = states == null ? null
                : new Table(chosen(states.layers(), shape.layers()), new int[1], first(states.rows(), prompt), prompt.length);
    }

    private static int virtual(LanguageModel model) {
        return model.adapters().stream().mapToInt(adapter -> Objects.requireNonNullElse(adapter.tokens(), 0)).sum();
    }

    private static int[] chosen(@Nullable List<Integer> wanted, int all) {
        return wanted == null ? IntStream.range(0, all).toArray() : wanted.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
    }

    private static int first(@Nullable Rows rows, int[] prompt) {
        return rows == Rows.ALL ? 0 : prompt.length - 1;
    }

    /** The request as one for a token. */
    static GenerateRequest reading(InspectRequest request) {
        return new GenerateRequest(request.requestId(), request.tenant(),
                new RoutePlan(Policy.PINNED, request.model(), request.model(), NO_DIALS, null, null), request.messages(),
                request.prompt(), request.promptTokens(), Sampling.GREEDY, 1, 1, List.of(), null, false, false, request.timeoutMillis());
    }

    /** Another request's prompt, read by one model, up to a token. Functions don't take part. */
    static GenerateRequest reading(GenerateRequest request, String model) {
        return new GenerateRequest(request.requestId(), request.tenant(), new RoutePlan(Policy.PINNED, model, model, NO_DIALS, null, null),
                request.messages(), request.prompt(), request.promptTokens(), Sampling.GREEDY, 1, 1, List.of(), null, false, false,
                request.timeoutMillis());
    }

    /** The failure of {@link #reading} in the words of the request. */
    static Failed named(Failed failure) {
        boolean model = "plan.small".equals(failure.param());
        String message = failure.message().replace("plan.small must", "model must");
        return new Failed(failure.kind(), failure.code(), message, model ? "model" : failure.param());
    }

    /** What is wrong with what the request wants to see; null when nothing is. */
    static @Nullable Failed problem(InspectRequest request, LanguageModel model, int tokens) {
        ModelShape shape = model.shape();
        InspectRequest.Attention rows = request.attention();
        InspectRequest.Hidden states = request.hidden();
        if (rows == null && states == null) {
            return invalid("attention", "at least one of attention and hidden must be present");
        }
        Failed outside = rows == null ? null : outside("attention.layers", rows.layers(), shape.layers());
        outside = outside != null || rows == null ? outside : outside("attention.heads", rows.heads(), shape.heads());
        outside = outside != null || states == null ? outside : outside("hidden.layers", states.layers(), shape.layers());
        if (outside != null) {
            return outside;
        }
        int before = virtual(model);
        long attention = rows == null ? 0 : (long) chosen(rows.layers(), shape.layers()).length * chosen(rows.heads(), shape.heads()).length
                * (rows.rows() == Rows.ALL ? (long) tokens * before + (long) tokens * (tokens + 1) / 2 : before + tokens);
        long hidden = states == null ? 0 : (long) chosen(states.layers(), shape.layers()).length * shape.width()
                * (states.rows() == Rows.ALL ? tokens : 1);
        if (attention + hidden > InspectRequest.NUMBERS_MAX) {
            String param = attention > InspectRequest.NUMBERS_MAX || states == null ? "attention" : "hidden";
            return new Failed("user", "too_many_numbers", "this asks for " + (attention + hidden) + " numbers, and an answer holds "
                    + InspectRequest.NUMBERS_MAX + " at most; name fewer layers or heads, or ask for the last row", param);
        }
        return null;
    }

    private static @Nullable Failed outside(String param, @Nullable List<Integer> wanted, int all) {
        if (wanted == null) {
            return null;
        }
        for (Integer each : wanted) {
            if (each == null || each < 0 || each >= all) {
                return invalid(param, param + " holds " + each + ", but the model's are 0.." + (all - 1));
            }
        }
        return wanted.isEmpty() ? invalid(param, param + " must name at least one, or be left out") : null;
    }

    private static Failed invalid(String param, String message) {
        return new Failed("user", "invalid_request", message, param);
    }

    Hooks hooks() {
        Hooks hooks = Hooks.NONE;
        Table heads = attention;
        if (heads != null) {
            hooks = hooks.with(new AttentionHook() {
                @Override
                public void weights(int layer, int head, int position, int first, float[] weights, int at) {
                    int row = heads.at(layer, head, position - virtual);
                    if (row >= 0) {
                        float[] whole = new float[position + 1];
                        System.arraycopy(weights, at, whole, first, position + 1 - first);
                        heads.rows[row] = whole;
                    }
                }
            });
        }
        Table states = hidden;
        if (states != null) {
            int width = model.shape().width();
            hooks = hooks.with((HiddenHook) (layer, position, values, at) -> {
                int row = states.at(layer, 0, position - virtual);
                if (row >= 0) {
                    states.rows[row] = Arrays.copyOfRange(values, at, at + width);
                }
            });
        }
        return hooks;
    }

    /** Once the prompt was read. */
    InspectAnswer answer() {
        List<AttentionRow> heads = new ArrayList<>();
        List<HiddenRow> states = new ArrayList<>();
        for (int position = 0; position < prompt.length; position++) {
            collect(position, heads, states);
        }
        return new InspectAnswer(model.info().name(), model.info().digest(), Arrays.stream(prompt).boxed().toList(),
                Arrays.stream(prompt).mapToObj(this::piece).toList(), virtual, heads, states);
    }

    private void collect(int position, List<AttentionRow> heads, List<HiddenRow> states) {
        if (attention != null && position >= attention.first) {
            for (int layer : attention.layers) {
                for (int head : attention.parts) {
                    heads.add(new AttentionRow(layer, head, position, row(attention, attention.at(layer, head, position))));
                }
            }
        }
        if (hidden != null && position >= hidden.first) {
            for (int layer : hidden.layers) {
                states.add(new HiddenRow(layer, position, row(hidden, hidden.at(layer, 0, position))));
            }
        }
    }

    private static List<Float> row(Table table, int at) {
        float[] row = Objects.requireNonNull(table.rows[at], "a row was not computed");
        return IntStream.range(0, row.length).mapToObj(i -> row[i]).toList();
    }

    private String piece(int token) {
        Tokenizer tokenizer = model.tokenizer();
        byte[] bytes = tokenizer.bytesOf(token);
        return bytes.length == 0 ? tokenizer.nameOf(token) : new String(bytes, StandardCharsets.UTF_8);
    }
}
