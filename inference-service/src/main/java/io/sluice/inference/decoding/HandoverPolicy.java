package io.sluice.inference.decoding;

import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides, token by token, which of two models writes one answer. It holds the state of that answer and does no work
 * itself: whoever runs the models drives it so, for every token:
 *
 * <ol>
 *   <li>{@link #writer()}; while it is empty, let the small model read up to this position and {@link #observe} its
 *       entropy;
 *   <li>let the writer's model read up to this position, draw the token from <em>its</em> logits;
 *   <li>{@link #wrote} with the entropy of the logits that the token came from.
 * </ol>
 *
 * <p>Entropies are in nats, of the raw distribution. An entropy that is NaN never argues for the small model. Not
 * thread-safe.
 */
public sealed interface HandoverPolicy permits SingleWriter, RandomHandover, PublishedHandover, CurrentHandover {

    /** The writer of the next token; empty while the small model's entropy at it is needed to say. */
    Optional<Writer> writer();

    /** The small model's entropy at the position to be written; called once it has read that far if {@link #watchesSmall()}. */
    void observe(double smallEntropy);

    /** The small model's entropy at a position that the other one wrote before it read that far; in order, before {@link #observe}. */
    default void skipped(double smallEntropy) {
        // Most rules look at one position only.
    }

    /**
     * The token at this position was written by {@link #writer()}.
     *
     * @param writerEntropy entropy of the logits it was drawn from; ignored unless {@link #readsWriterEntropy()}
     */
    void wrote(double writerEntropy);

    /** Whether the small model's entropy at this position is wanted once it has read that far. */
    default boolean watchesSmall() {
        return writer().isEmpty();
    }

    /** Whether positions that the small model skipped matter; if so their entropies come with {@link #skipped}. */
    default boolean watchesSkipped() {
        return false;
    }

    /** Whether {@link #wrote} needs the entropy; computing it for nothing costs a pass over the vocabulary. */
    default boolean readsWriterEntropy() {
        return false;
    }

    /**
     * What was held against the threshold to name the writer of this token, at its position or where its run began; empty
     * when nothing was.
     */
    default OptionalDouble decidingEntropy() {
        return OptionalDouble.empty();
    }

    /** The entropy rule of {@code dials}, which are in range and name one. */
    static HandoverPolicy byEntropy(Dials dials) {
        return dials.rule() == EntropyRule.CURRENT
                ? new CurrentHandover(dials.threshold(), dials.window(), dials.minRun(), dials.coolDown())
                : PublishedHandover.of(dials);
    }
}
