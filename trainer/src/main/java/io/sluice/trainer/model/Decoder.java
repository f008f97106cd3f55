package io.sluice.trainer.model;

import java.util.List;

/** Whatever continues prompts. */
public interface Decoder {

    /**
     * Continues equally long prompts greedily.
     *
     * @return per prompt the tokens up to and without {@code eos}, at most {@code tokensMax}
     */
    List<int[]> greedy(List<int[]> prompts, int eos, int tokensMax);
}
