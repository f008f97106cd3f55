package io.sluice.trainer.adapter;

import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.tokenizer.ChatFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A soft prompt in PEFT's layout, and DePT, which adds {@code embedding_lora_A} of {@code [positions, r]} and
 * {@code embedding_lora_B} of {@code [r, width]} to it. The prompt starts as the embeddings of random tokens, B at zero.
 */
final class PromptMethod implements AdapterMethod {

    /** Own tokens whose embeddings DePT changes; the longest exercise has fewer. */
    static final int POSITIONS = 128;

    /** DePT's prompt learns so much faster than its low-rank pair; the authors' ratio is 60 to 600. */
    private static final float PROMPT_RATE = 10;

    private final Base base;
    private final AdapterPlan plan;
    private final boolean decomposed;
    private final PromptAdaptation adaptation;

    PromptMethod(Base base, AdapterPlan plan, boolean decomposed) {
        AdapterPlan.Settings settings = plan.settings();
        this.base = base;
        this.plan = plan;
        this.decomposed = decomposed;
        this.adaptation = decomposed
                ? new PromptAdaptation(
                        base.shape().width(), settings.tokens(), POSITIONS, settings.rank(), settings.alpha(), PROMPT_RATE)
                : PromptAdaptation.plain(base.shape().width(), settings.tokens());
    }

    @Override
    public Stage stage(int index, float[] before) {
        SplittableRandom random = new SplittableRandom(plan.seed());
        int width = base.shape().width();
        float[] initial = new float[adaptation.size()];
        for (int token = 0; token < plan.settings().tokens(); token++) {
            // The embeddings are the first of all weights; special tokens are no words.
            int word = random.nextInt(ChatFormat.SPECIALS, base.shape().vocabulary());
            System.arraycopy(base.weights(), word * width, initial, token * width, width);
        }
        double bound = 1 / Math.sqrt(POSITIONS);
        for (int i = adaptation.promptSize(); i < adaptation.offsetB(); i++) {
            initial[i] = (float) random.nextDouble(-bound, bound);
        }
        return new Stage(adaptation, base.weights(), initial, plan.rate());
    }

    @Override
    public Result result(float[] parameters, float[] before) {
        AdapterPlan.Settings settings = plan.settings();
        int width = base.shape().width();
        ObjectNode config = JsonMapper.shared().createObjectNode();
        config.put("peft_type", decomposed ? "DEPT" : "PROMPT_TUNING")
                .put("task_type", "CAUSAL_LM")
                .put("inference_mode", true)
                .put("num_virtual_tokens", settings.tokens())
                .put("token_dim", width)
                .put("num_transformer_submodules", 1)
                .put("num_attention_heads", base.shape().heads())
                .put("num_layers", base.shape().layers())
                .put("prompt_tuning_init", "RANDOM");
        List<Named> tensors = new ArrayList<>();
        tensors.add(Named.floats("prompt_embeddings",
                Arrays.copyOf(parameters, adaptation.promptSize()), settings.tokens(), width));
        if (decomposed) {
            config.put("r", settings.rank()).put("lora_alpha", settings.alpha()).put("max_positions", POSITIONS);
            tensors.add(Named.floats("embedding_lora_A",
                    Arrays.copyOfRange(parameters, adaptation.promptSize(), adaptation.offsetB()), POSITIONS, settings.rank()));
            tensors.add(Named.floats("embedding_lora_B",
                    Arrays.copyOfRange(parameters, adaptation.offsetB(), parameters.length), settings.rank(), width));
        }
        return new Result(parameters.length, config, tensors);
    }
}
