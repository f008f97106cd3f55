package io.sluice.trainer.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The Hugging Face tokenizer of a model folder. Special tokens in the text are read as such; none are added. */
public final class Tokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;

    private Tokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    public static Tokenizer load(Path folder) throws IOException {
        return new Tokenizer(HuggingFaceTokenizer.newInstance(
                folder.resolve("tokenizer.json"), Map.of("addSpecialTokens", "false", "truncation", "false")));
    }

    public int bos() {
        return ChatFormat.SPECIAL.indexOf(ChatFormat.BOS);
    }

    public int eos() {
        return ChatFormat.SPECIAL.indexOf(ChatFormat.EOS);
    }

    public int[] encode(String text) {
        long[] ids = tokenizer.encode(text, false, false).getIds();
        int[] tokens = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = Math.toIntExact(ids[i]);
        }
        return tokens;
    }

    /** Special tokens are left out. */
    public String decode(int[] tokens) {
        long[] ids = new long[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            ids[i] = tokens[i];
        }
        return tokenizer.decode(ids, true);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
