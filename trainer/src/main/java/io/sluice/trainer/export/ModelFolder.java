package io.sluice.trainer.export;

import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.tokenizer.BpeTrainer;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Hugging Face model folder: tokenizer, configuration, weights and reference logits. */
public final class ModelFolder {

    private static final String WEIGHTS = "model.safetensors";

    private ModelFolder() {}

    /** Creates the folder with its tokenizer; training reads it from there. */
    public static Tokenizer begin(Path folder, BpeTrainer.Vocabulary vocabulary, int contextLength) throws IOException {
        TokenizerFiles.write(vocabulary, contextLength, folder);
        return Tokenizer.load(folder);
    }

    /** Writes everything but the tokenizer and the model card. */
    public static void write(Path folder, LlamaModel model, Tokenizer tokenizer) throws IOException {
        ModelConfig.write(folder, model.shape(), tokenizer.bos(), tokenizer.eos());
        SafeTensors.write(folder.resolve(WEIGHTS), model.layout(), model.weights());
        ReferenceLogits.write(folder, model, tokenizer);
    }

    /** The caller closes the model. */
    public static LlamaModel read(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(WEIGHTS))) {
            throw new IOException(folder + " holds no " + WEIGHTS);
        }
        ModelShape shape = ModelConfig.read(folder);
        return LlamaModel.of(shape, SafeTensors.read(folder.resolve(WEIGHTS), new ParameterLayout(shape)));
    }
}
