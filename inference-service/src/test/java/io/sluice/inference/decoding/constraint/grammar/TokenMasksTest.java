package io.sluice.inference.decoding.constraint.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.decoding.constraint.Tokens;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.CountedString;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.regex.Regex;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenMasksTest {

    private static final String[] PATTERNS = {
        "a", "ab", "[a-c]+", "\\{", "\\}", "\"[^\"\\\\]*\"", "\\d{1,3}", ", ?", "true|false", "x*", "(ab)*c", "\\\\u[0-9a-f]{4}"
    };

    @Test
    void allowsExactlyTheTokensThatReadingEachOneAllows() {
        SplittableRandom random = new SplittableRandom(21);
        Vocabulary vocabulary = Tokens.random(random, 400);
        int grammars = 0;
        for (int i = 0; i < 400; i++) {
            Grammar grammar = grammar(random);
            if (grammar == null) {
                continue;
            }
            grammars++;
            StackMachine machine = new StackMachine(grammar);
            TokenMasks masks = new TokenMasks(machine, vocabulary);
            Configuration at = machine.start();
            for (int step = 0; step < 12 && !at.isComplete(); step++) {
                long[] mask = new long[vocabulary.words()];
                masks.fill(at, Integer.MAX_VALUE, mask);
                List<Integer> allowed = bruteForce(machine, vocabulary, at);
                assertThat(bits(mask)).as("grammar %d step %d", i, step).isEqualTo(allowed);
                int token = allowed.get(random.nextInt(allowed.size()));
                if (vocabulary.isEnd(token)) {
                    break;
                }
                at = machine.next(at, vocabulary.bytes(token));
            }
        }
        assertThat(grammars).isGreaterThan(200);
    }

    @Test
    void withFewTokensLeftAllowsThoseAfterWhichTheRestIsEnough() {
        SplittableRandom random = new SplittableRandom(22);
        Vocabulary vocabulary = Tokens.random(random, 200);
        for (int i = 0; i < 150; i++) {
            Grammar grammar = grammar(random);
            if (grammar == null) {
                continue;
            }
            StackMachine machine = new StackMachine(grammar);
            TokenMasks masks = new TokenMasks(machine, vocabulary);
            int left = masks.fewestTokens(machine.start(), 1_000) + random.nextInt(3);
            Configuration at = machine.start();
            while (left > 0) {
                long[] mask = new long[vocabulary.words()];
                masks.fill(at, left, mask);
                List<Integer> expected = new ArrayList<>();
                for (int token : bruteForce(machine, vocabulary, at)) {
                    boolean end = vocabulary.isEnd(token);
                    if (end || masks.fewestTokens(machine.next(at, vocabulary.bytes(token)), 1_000) <= left - 1) {
                        expected.add(token);
                    }
                }
                assertThat(bits(mask)).isEqualTo(expected);
                if (expected.isEmpty()) {
                    break;
                }
                int token = expected.get(random.nextInt(expected.size()));
                if (vocabulary.isEnd(token)) {
                    break;
                }
                at = machine.next(at, vocabulary.bytes(token));
                left--;
            }
            assertThat(at.mayEnd()).as("grammar %d", i).isTrue();
        }
    }

    @Test
    void countsTheBytesToTheEndAsSearchingDoes() {
        SplittableRandom random = new SplittableRandom(23);
        for (int i = 0; i < 300; i++) {
            Grammar grammar = grammar(random);
            if (grammar == null) {
                continue;
            }
            StackMachine machine = new StackMachine(grammar);
            Configuration at = machine.start();
            for (int step = 0; step < 15 && !at.isComplete(); step++) {
                int best = at.mayEnd() ? 0 : Integer.MAX_VALUE;
                List<Configuration> nexts = new ArrayList<>();
                for (int value = 0; value < 256; value++) {
                    Configuration next = machine.next(at, value);
                    if (next != null) {
                        nexts.add(next);
                        best = Math.min(best, next.bytesToEnd() + 1);
                    }
                }
                assertThat(at.bytesToEnd()).isEqualTo(best);
                assertThat(nexts).isNotEmpty();
                at = nexts.get(random.nextInt(nexts.size()));
            }
        }
    }

    @Test
    void anAmbiguousRecursionStaysSmall() {
        Node.Rule s = new Node.Rule("s");
        Node a = text("a");
        s.define(Node.choice(List.of(
                Node.sequence(a, s, text("b")), Node.sequence(a, s, text("c")), Node.sequence(a, s, s, text("d")), a)));
        StackMachine machine = new StackMachine(Grammar.of(s, 1));
        Configuration at = machine.start();
        for (int i = 0; i < 200; i++) {
            at = machine.next(at, 'a');
            machine.fuel().refill();
        }
        assertThat(at.bytesToEnd()).isLessThan(400);
        assertThat(machine.next(at, 'b')).isNotNull();
    }

    @Test
    void equalTextsInOtherTokensReachTheSameConfiguration() {
        Node.Rule value = new Node.Rule("value");
        Node list = Node.sequence(
                text("\\["), value, new Node.Repetition(Node.sequence(text(", ?"), value), 0, -1), text("\\]"));
        value.define(Node.choice(List.of(list, new Node.Text(CountedString.ANY), text("\\d{1,3}"))));
        StackMachine machine = new StackMachine(Grammar.of(value, 1));
        byte[] text = "[[1, \"a\"],[22,[".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Configuration whole = machine.next(machine.start(), text);
        Configuration pieces = machine.start();
        for (byte b : text) {
            pieces = machine.next(pieces, new byte[] {b});
        }
        assertThat(pieces).isSameAs(whole);
    }

    @Test
    void refusesLeftRecursionAndGrammarsWithoutAFiniteText() {
        Node.Rule left = new Node.Rule("left");
        left.define(Node.choice(List.of(Node.sequence(text("x*"), left, text("a")), text("a"))));
        assertThatThrownBy(() -> Grammar.of(left, 1))
                .isInstanceOf(ConstraintRefusedException.class).hasMessage("left recursion in rule left");
        Node.Rule endless = new Node.Rule("endless");
        endless.define(Node.sequence(text("a"), endless));
        assertThatThrownBy(() -> Grammar.of(endless, 1))
                .isInstanceOf(ConstraintRefusedException.class).hasMessageContaining("finite length");
    }

    private static Node text(String pattern) {
        return new Node.Text(Regex.whole(pattern, new Work()).bytes(new Work()));
    }

    private static List<Integer> bruteForce(StackMachine machine, Vocabulary vocabulary, Configuration at) {
        List<Integer> allowed = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            byte[] bytes = vocabulary.bytes(id);
            boolean fits = vocabulary.isEnd(id) ? at.mayEnd() : bytes.length > 0 && machine.next(at, bytes) != null;
            if (fits) {
                allowed.add(id);
            }
        }
        return allowed;
    }

    private static List<Integer> bits(long[] mask) {
        List<Integer> set = new ArrayList<>();
        for (int i = 0; i < mask.length * 64; i++) {
            if ((mask[i >> 6] >> i & 1) != 0) {
                set.add(i);
            }
        }
        return set;
    }

    /** Null when the grammar drawn is refused. */
    private static Grammar grammar(SplittableRandom random) {
        List<Node.Rule> rules = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rules.add(new Node.Rule("r" + i));
        }
        rules.forEach(rule -> rule.define(node(random, rules, 4)));
        try {
            return Grammar.of(Node.sequence(node(random, rules, 3), text("a?")), 5);
        } catch (ConstraintRefusedException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Node node(SplittableRandom random, List<Node.Rule> rules, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(9);
        return switch (kind) {
            case 1, 2 -> Node.sequence(node(random, rules, depth - 1), node(random, rules, depth - 1));
            case 3, 4 -> Node.choice(List.of(node(random, rules, depth - 1), node(random, rules, depth - 1)));
            case 5 -> {
                int least = random.nextInt(3);
                yield new Node.Repetition(
                        node(random, rules, depth - 1), least, random.nextBoolean() ? -1 : least + random.nextInt(3));
            }
            case 6 -> rules.get(random.nextInt(rules.size()));
            case 7 -> new Node.Nested(node(random, rules, depth - 1));
            case 8 -> new Node.Text(new CountedString(random.nextInt(2), 1 + random.nextInt(4)));
            default -> text(PATTERNS[random.nextInt(PATTERNS.length)]);
        };
    }
}
