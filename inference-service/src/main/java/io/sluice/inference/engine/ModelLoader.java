package io.sluice.inference.engine;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.WeightHook;
import io.sluice.inference.kernel.KernelChoice;
import io.sluice.inference.kernel.VectorKernels;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a Llama-family Hugging Face folder: {@code config.json}, safetensors, {@code tokenizer.json}, and where they are
 * there {@code tokenizer_config.json}, {@code generation_config.json}, {@code chat_template.jinja} and
 * {@code reference.json}.
 */
public final class ModelLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
    private static final Set<String> TEXT_FILES = Set.of("config.json", "generation_config.json", "tokenizer.json",
            "tokenizer_config.json", "chat_template.jinja", QuantizedOrigin.FILE);
    /** Odd, so that tiles of four, two and one row all run. */
    private static final int WARM_PROMPT = 71;
    private static final int WARM_TOKENS = 32;
    private static final double MULTIPLY_AND_ADD = 2;
    /** A score and a weighted value for each key, of two operations each. */
    private static final double ATTENTION_OPERATIONS = 4;

    private ModelLoader() {
    }

    /**
     * @param name as callers will name the model
     * @return a model that agrees with its reference; without a reference {@link LanguageModel#selfChecked()} is false
     * @throws ModelRefusedException when the folder can't be served, or the thread is interrupted
     * @throws io.sluice.inference.kernel.KernelsUnavailableException when this JVM can't run the kernels
     */
    public static LanguageModel load(Path folder, String name) {
        return load(folder, name, List.of());
    }

    /**
     * Like {@link #load(Path, String)}, with projections changed on their way. The model's digest tells the changes; a
     * reference, which is the unchanged model's, is not compared.
     *
     * @param hooks in the order in which they change a row
     */
    public static LanguageModel load(Path folder, String name, List<WeightHook> hooks) {
        return load(folder, name, hooks, Arena.ofShared());
    }

    /** @param arena of the weights; closed with the model, or when there is none */
    static LanguageModel load(Path folder, String name, List<WeightHook> hooks, Arena arena) {
        HuggingFaceText tokenizer = null;
        try {
            KernelChoice.require();
            if (!Files.isDirectory(folder)) {
                throw new ModelRefusedException(Files.exists(folder) ? "the path is no directory" : "there is no such directory");
            }
            ModelConfig config = ModelConfigReader.read(folder);
            tokenizer = HuggingFaceText.load(folder, config.vocabularySize());
            LlamaLanguageModel model = assemble(folder, name, config, tokenizer, hooks, arena);
            if (hooks.isEmpty()) {
                check(folder, name, model, tokenizer);
            }
            return model;
        } catch (RuntimeException | OutOfMemoryError | InternalError e) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            arena.close();
            throw switch (e) {
                case OutOfMemoryError _ -> new ModelRefusedException("memory doesn't suffice for the weights", e);
                // What a read of a mapped file becomes when the file has lost that page.
                case InternalError _ -> new ModelRefusedException("a weight file was truncated while it was read", e);
                default -> (RuntimeException) e;
            };
        }
    }

    /**
     * Runs prompts and tokens until the kernels are compiled for this model or the time is over; without it the first
     * requests are several times slower. Call before the first request, from the thread that will call the model.
     */
    public static void warm(LanguageModel model, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        int[] prompt = new int[Math.min(WARM_PROMPT, model.info().contextLength() - 1)];
        int[] token = {0};
        while (prompt.length > 0 && System.nanoTime() < end) {
            try (KvCache cache = model.allocate(Math.min(prompt.length + WARM_TOKENS, model.info().contextLength()))) {
                model.forward(List.of(new Segment(cache, prompt, Logits.ALL)));
                int room = Math.min(WARM_TOKENS, model.info().contextLength() - prompt.length);
                for (int i = 0; i < room && System.nanoTime() < end; i++) {
                    model.forward(List.of(new Segment(cache, token, Logits.LAST)));
                }
            }
        }
    }

    private static List<String> digested(Path folder) {
        List<String> names = new ArrayList<>(TEXT_FILES);
        names.addAll(SafetensorsFolder.files(folder));
        return names;
    }

    /** The digest that a model of this folder tells. */
    static String digest(Path folder) {
        return FolderDigest.of(folder, digested(folder));
    }

    private static LlamaLanguageModel assemble(
            Path folder, String name, ModelConfig config, HuggingFaceText tokenizer, List<WeightHook> hooks, Arena arena) {
        List<String> digested = digested(folder);
        FolderState before = FolderState.of(folder, digested);
        ModelWeights weights;
        try (SafetensorsFolder files = new SafetensorsFolder(folder)) {
            weights = new WeightReader(config, files, hooks, arena).read();
        }
        long embedding = (long) config.vocabularySize() * config.width();
        long used = config.tiedHead() ? weights.parameters() : weights.parameters() - embedding;
        ModelInfo info = new ModelInfo(name, weights.parameters(), config.contextLength(), config.vocabularySize(),
                FolderDigest.with(FolderDigest.of(folder, digested), hooks), config.endTokens(), MULTIPLY_AND_ADD * used,
                ATTENTION_OPERATIONS * config.layers() * config.queryWidth(),
                hooks.isEmpty() ? QuantizedOrigin.read(folder) : null);
        before.requireUnchanged(folder);
        Runnable release = () -> {
            arena.close();
            tokenizer.close();
        };
        return new LlamaLanguageModel(config, weights, info, tokenizer, VectorKernels::new, release);
    }

    private static void check(Path folder, String name, LlamaLanguageModel model, HuggingFaceText tokenizer) {
        ReferenceCheck.Agreed agreed = ReferenceCheck.run(folder, model, tokenizer);
        if (agreed == null) {
            LOG.warn("{} comes without {}: its results were compared with nothing", name, ReferenceCheck.FILE);
            return;
        }
        model.markSelfChecked();
        LOG.info("{} agrees with its reference: {} cases, logits within {} of {} allowed",
                name, agreed.cases(), agreed.largestDifference(), agreed.tolerance());
    }
}
