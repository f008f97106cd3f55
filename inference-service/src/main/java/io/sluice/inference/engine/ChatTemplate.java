package io.sluice.inference.engine;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELResolver;

/**
 * A model's chat template, in the dialect of Hugging Face's {@code apply_chat_template}, rendered for the assistant's
 * turn.
 *
 * <p>A template comes with the weights, so it is not trusted: it sees names, texts and lists and no Java objects, gets
 * no tags that load files, and is stopped after {@value #NODES_MAX} rendered nodes, {@value #OUTPUT_CHARACTERS_MAX}
 * characters or {@value #SECONDS_MAX} seconds of processor time. Messages are values, never template text. Thread-safe.
 */
final class ChatTemplate {

    private static final long OUTPUT_CHARACTERS_MAX = 8L << 20;
    private static final int NODES_MAX = 200_000;
    private static final long SECONDS_MAX = 2;
    private static final int RENDER_DEPTH_MAX = 64;
    private static final int RANGE_MAX = 256;
    private static final String BUDGET = "sluice_render_budget";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Jinjava JINJAVA = jinjava();

    private final String template;
    private final String bosToken;
    private final String eosToken;

    ChatTemplate(String template, String bosToken, String eosToken) {
        this.template = template;
        this.bosToken = bosToken;
        this.eosToken = eosToken;
    }

    String text() {
        return template;
    }

    private void requireKnownFilters() {
        for (String filter : TemplateFilters.in(template)) {
            if (JINJAVA.getGlobalContext().getFilter(filter) == null) {
                throw new ChatTemplateException("the model's chat template needs the filter " + filter
                        + ", which is not supported");
            }
        }
    }

    /** @throws ChatTemplateException when the template refuses the conversation, fails or doesn't come to an end */
    String render(Conversation conversation) {
        Map<String, Object> bindings = new HashMap<>(Map.of("messages", conversation.messages(), "add_generation_prompt", true,
                "bos_token", bosToken, "eos_token", eosToken, BUDGET, new Budget()));
        if (!conversation.tools().isEmpty()) {
            bindings.put("tools", conversation.tools());
        }
        requireKnownFilters();
        try {
            RenderResult result = JINJAVA.renderForResult(template, bindings);
            result.getErrors().stream().filter(ChatTemplate::isFailure).findFirst().ifPresent(error -> {
                throw failure(error);
            });
            return result.getOutput();
        } catch (Exhausted e) {
            throw new ChatTemplateException("the model's chat template doesn't come to an end");
        } catch (StackOverflowError e) {
            throw new ChatTemplateException("the model's chat template nests too deeply");
        }
    }

    private static boolean isFailure(TemplateError error) {
        return error.getSeverity() == TemplateError.ErrorType.FATAL
                || error.getReason() == TemplateError.ErrorReason.EXCEPTION
                || error.getReason() == TemplateError.ErrorReason.OUTPUT_TOO_BIG;
    }

    private static ChatTemplateException failure(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatTemplateException own) {
                return own;
            }
        }
        return new ChatTemplateException("the model's chat template failed: " + error.getMessage());
    }

    /** The template's way to refuse a conversation, for example when roles don't alternate. */
    public static String raiseException(String message) {
        throw new ChatTemplateException("the model's chat template refuses the conversation: " + message);
    }

    private static Jinjava jinjava() {
        Jinjava jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(OUTPUT_CHARACTERS_MAX)
                .withMaxStringLength(OUTPUT_CHARACTERS_MAX)
                .withMaxRenderDepth(RENDER_DEPTH_MAX)
                .withRangeLimit(RANGE_MAX)
                .withDisabled(Map.of(Context.Library.TAG, Set.of("include", "import", "from", "extends")))
                .withElResolver(resolver())
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor((node, interpreter) -> spend(interpreter)).build())
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withUseSnakeCasePropertyNaming(true)
                        .withKeepNullableLoopValues(true)
                        .withUsePyishObjectMapper(true)
                        .build())
                .build());
        jinjava.getGlobalContext().registerFunction(
                new ELFunctionDefinition("", "raise_exception", ChatTemplate.class, "raiseException", String.class));
        return jinjava;
    }

    private static ELResolver resolver() {
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new PythonStrings());
        resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
        return resolver;
    }

    private static void spend(JinjavaInterpreter interpreter) {
        if (interpreter.getContext().get(BUDGET) instanceof Budget budget) {
            budget.spend();
        }
    }

    /**
     * Counts nodes, and the thread's own time: what else the machine does must not stop a template. Jinjava lets an error pass
     * where it would turn an exception into output.
     */
    private static final class Budget {

        private final long start = THREADS.getCurrentThreadCpuTime();
        private int nodes;

        private void spend() {
            nodes++;
            if (nodes > NODES_MAX || THREADS.getCurrentThreadCpuTime() - start > SECONDS_MAX * 1_000_000_000L) {
                throw new Exhausted();
            }
        }
    }

    private static final class Exhausted extends Error {
        Exhausted() {
            super("budget spent", null, false, false);
        }
    }
}
