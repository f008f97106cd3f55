package io.sluice.inference.decoding.speculation;

import io.sluice.inference.decoding.Candidates;

/**
 * A token that the draft model proposes for one position.
 *
 * @param from the whole distribution that it was drawn from, which the check needs
 */
public record Draft(int token, Candidates from) {
}
