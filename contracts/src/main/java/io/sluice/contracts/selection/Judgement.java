package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Whether a candidate answers better than what is there: the verdict, what it rests on, and a sentence that says it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
        @JsonSubTypes.Type(value = Judgement.Better.class, name = "better"),
        @JsonSubTypes.Type(value = Judgement.NoBetter.class, name = "no_better"),
        @JsonSubTypes.Type(value = Judgement.WorseElsewhere.class, name = "worse_elsewhere")
})
public sealed interface Judgement {

    Figures figures();

    String sentence();

    /** It gains more than it has to, and loses no more elsewhere than it may. */
    record Better(Figures figures, String sentence) implements Judgement {
    }

    /** That it gains as much as it has to is not sure enough. */
    record NoBetter(Figures figures, String sentence) implements Judgement {
    }

    /** That it loses no more on other questions than it may is not sure enough. */
    record WorseElsewhere(Figures figures, String sentence) implements Judgement {
    }

    /**
     * @param candidate  as it was asked, {@code BASE:NAME@VERSION}
     * @param incumbent  as it was asked
     * @param confidence of each of the two tests
     * @param target     on questions of the target's kind
     * @param others     on questions of other kinds; absent: nobody asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Figures(String candidate, String incumbent, double confidence, Paired target, @Nullable Paired others) {
    }

    /**
     * Both on the same questions.
     *
     * @param items       questions
     * @param right       of the candidate's answers
     * @param rightBefore of the incumbent's
     * @param won         right by the candidate alone
     * @param lost        right by the incumbent alone
     * @param refused     questions that one of them would not answer, which counts as wrong
     * @param gain        accuracy, −1..1
     * @param gainAtLeast one-sided bound at the confidence
     * @param gainAtMost  one-sided bound at the confidence
     * @param margin      that the gain has to be above
     * @param pValue      how often, at most, questions would speak so clearly for one whose gain is no more than the margin
     */
    record Paired(
            int items,
            int right,
            @JsonProperty("right_before") int rightBefore,
            int won,
            int lost,
            int refused,
            double gain,
            @JsonProperty("gain_at_least") double gainAtLeast,
            @JsonProperty("gain_at_most") double gainAtMost,
            double margin,
            @JsonProperty("p_value") double pValue) {
    }
}
