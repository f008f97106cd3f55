package io.sluice.inference.decoding.constraint;

import io.sluice.inference.decoding.constraint.grammar.ConstraintTooCostlyException;
import io.sluice.inference.decoding.constraint.grammar.Grammar;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.Set;
import java.util.TreeSet;

/** What became of compiling a constraint. */
public sealed interface CompiledConstraint {

    /**
     * Can't be kept exactly; the caller's fault.
     *
     * @param path where: a JSON pointer behind {@code #}, or empty for the whole
     */
    record Refused(String path, String reason) implements CompiledConstraint {}

    /** Can be kept. Immutable, for any vocabulary and number of answers. */
    record Ready(Grammar grammar) implements CompiledConstraint {

        private static final int TOKENS_MAX = 1 << 20;

        /**
         * Begins one answer.
         *
         * @param tokensMax tokens that the answer may have, an end token not counted
         */
        public Opening open(Vocabulary vocabulary, int tokensMax) {
            Set<Integer> missing = new TreeSet<>(grammar.alphabet());
            missing.removeIf(vocabulary::spells);
            if (!missing.isEmpty()) {
                return new Opening.NotSpellable(missing);
            }
            try {
                TokenConstraint constraint = new GrammarConstraint(grammar, vocabulary);
                int needed = constraint.tokensToEnd(TOKENS_MAX);
                return needed > tokensMax ? new Opening.TooFewTokens(needed) : new Opening.Opened(constraint);
            } catch (ConstraintTooCostlyException e) {
                return new Opening.TooCostly();
            }
        }
    }

    /** What became of beginning an answer. */
    sealed interface Opening {

        record Opened(TokenConstraint constraint) implements Opening {}

        /** @param needed tokens that certainly suffice, more than the answer may have */
        record TooFewTokens(int needed) implements Opening {}

        /** @param bytes needed by some text of the constraint, spelt by no token alone */
        record NotSpellable(Set<Integer> bytes) implements Opening {}

        /** The first step alone takes more work than one token may. */
        record TooCostly() implements Opening {}
    }
}
