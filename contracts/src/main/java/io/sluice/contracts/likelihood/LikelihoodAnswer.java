package io.sluice.contracts.likelihood;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer to {@link LikelihoodRequest}. What a passage gets follows from the model and the passage alone, to the bit: not from
 * the others, nor from what the service does beside it.
 *
 * @param model       as it was served: an alias of an adapter's version is resolved
 * @param digest      of the model that read
 * @param likelihoods one for each passage, in their order
 */
public record LikelihoodAnswer(String model, String digest, List<Likelihood> likelihoods) {

    /**
     * @param tokens         scored
     * @param logProbability natural, summed over them under the model's raw distribution (temperature 1); absent where the
     *                       passage is too long and was to be skipped, or where a token is impossible
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Likelihood(int tokens, @Nullable Double logProbability) {
    }
}
