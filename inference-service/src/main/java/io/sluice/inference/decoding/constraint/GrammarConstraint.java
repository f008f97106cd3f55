package io.sluice.inference.decoding.constraint;

import io.sluice.inference.decoding.constraint.grammar.Configuration;
import io.sluice.inference.decoding.constraint.grammar.ConstraintTooCostlyException;
import io.sluice.inference.decoding.constraint.grammar.Grammar;
import io.sluice.inference.decoding.constraint.grammar.StackMachine;
import io.sluice.inference.decoding.constraint.grammar.TokenMasks;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import org.jspecify.annotations.Nullable;

/** A {@link TokenConstraint} by a grammar. */
final class GrammarConstraint implements TokenConstraint {

    private final StackMachine machine;
    private final TokenMasks masks;
    private final Vocabulary vocabulary;
    private Configuration at;

    /** @throws ConstraintTooCostlyException when the grammar's first step takes too much */
    GrammarConstraint(Grammar grammar, Vocabulary vocabulary) {
        this.machine = new StackMachine(grammar);
        this.masks = new TokenMasks(machine, vocabulary);
        this.vocabulary = vocabulary;
        this.at = machine.start();
    }

    private GrammarConstraint(GrammarConstraint from) {
        this.machine = from.machine;
        this.masks = from.masks;
        this.vocabulary = from.vocabulary;
        this.at = from.at;
    }

    @Override
    public int words() {
        return vocabulary.words();
    }

    @Override
    public void allowed(int tokensLeft, long[] mask) {
        masks.fill(at, tokensLeft, mask);
    }

    @Override
    public void accept(int token) {
        if (vocabulary.isEnd(token)) {
            if (!at.mayEnd()) {
                throw new IllegalArgumentException("the answer may not end here");
            }
            return;
        }
        Configuration next = after(token);
        if (next == null) {
            throw new IllegalArgumentException("token " + token + " is not allowed here");
        }
        at = next;
    }

    @Override
    public boolean allows(int token) {
        return vocabulary.isEnd(token) ? at.mayEnd() : after(token) != null;
    }

    private @Nullable Configuration after(int token) {
        machine.fuel().refill();
        byte[] bytes = vocabulary.bytes(token);
        return bytes.length == 0 ? null : machine.next(at, bytes);
    }

    @Override
    public boolean mayEnd() {
        return at.mayEnd();
    }

    @Override
    public boolean isComplete() {
        return at.isComplete();
    }

    @Override
    public int tokensToEnd(int most) {
        return masks.fewestTokens(at, most);
    }

    @Override
    public TokenConstraint fork() {
        return new GrammarConstraint(this);
    }
}
