package io.sluice.selection.selector.ngram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.testing.ToyPool;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NgramModelTest {

    private static final List<String> TEXTS = ToyPool.of(1, 15, 4).target().stream().map(Row::text).toList();
    private static final List<String> OTHERS = ToyPool.of(20, 1, 9).rows().stream().map(Row::text).toList();

    /** c(hw), c(h·) and T(h) counted anew for every question. */
    private static double naive(String context, char next, int order) {
        if (order == 0) {
            return 1.0 / 256;
        }
        String kept = context.substring(Math.max(0, context.length() - order + 1));
        int times = 0;
        int followed = 0;
        StringBuilder kinds = new StringBuilder();
        for (String text : TEXTS) {
            for (int i = kept.length(); i < text.length(); i++) {
                if (text.startsWith(kept, i - kept.length())) {
                    followed++;
                    times += text.charAt(i) == next ? 1 : 0;
                    if (kinds.indexOf(text.substring(i, i + 1)) < 0) {
                        kinds.append(text.charAt(i));
                    }
                }
            }
        }
        if (kept.length() < order - 1) {
            return naive(kept, next, order - 1);
        }
        double less = naive(order == 1 ? "" : kept.substring(1), next, order - 1);
        return followed == 0 ? less : (times + kinds.length() * less) / (followed + kinds.length());
    }

    private static double logProbability(NgramModel model, String text) {
        Symbols symbols = new Symbols(true);
        int length = symbols.read(text);
        return model.reader().logProbability(symbols.array(), length);
    }

    @Test
    void isWhatNaiveCountsSay() {
        for (int order = 1; order <= 5; order++) {
            NgramModel model = NgramModel.train(TEXTS, order, new Symbols(true));
            for (String text : OTHERS.subList(0, 5)) {
                double expected = 0;
                for (int i = 0; i < Math.min(60, text.length()); i++) {
                    expected += Math.log(naive(text.substring(Math.max(0, i - order + 1), i), text.charAt(i), order));
                }
                String cut = text.substring(0, Math.min(60, text.length()));
                assertThat(logProbability(model, cut)).isCloseTo(expected, within(1e-4));
            }
        }
    }

    @Test
    void theChancesOfAllBytesAddUpToOne() {
        NgramModel model = NgramModel.train(TEXTS, 4, new Symbols(true));
        for (String context : List.of("", "f", "for", "return ", "zq", "\n", "    ")) {
            double before = logProbability(model, context);
            double sum = 0;
            int[] symbols = new int[context.length() + 1];
            for (int next = 0; next < 256; next++) {
                for (int i = 0; i < context.length(); i++) {
                    symbols[i] = context.charAt(i);
                }
                symbols[context.length()] = next;
                sum += Math.exp(model.reader().logProbability(symbols, symbols.length) - before);
            }
            assertThat(sum).as("after “%s”", context).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void comesBackFromItsBytes() {
        NgramModel model = NgramModel.train(TEXTS, 4, new Symbols(true));
        NgramModel read = NgramModel.read(ByteBuffer.wrap(model.toBytes()));

        assertThat(Arrays.equals(read.toBytes(), model.toBytes())).isTrue();
        assertThat(OTHERS).allSatisfy(text -> assertThat(logProbability(read, text)).isEqualTo(logProbability(model, text)));
    }

    @Test
    void longTextsDoNotVanish() {
        NgramModel model = NgramModel.train(TEXTS, 4, new Symbols(true));
        double once = logProbability(model, "zqxj".repeat(1_000));

        assertThat(once).isFinite().isLessThan(-4_000);
        assertThat(logProbability(model, "zqxj".repeat(100_000)) / once).isCloseTo(100, within(0.1));
    }

    @Test
    void likesWhatItHasSeen() {
        NgramModel model = NgramModel.train(TEXTS, 4, new Symbols(true));

        for (String seen : TEXTS) {
            for (String other : OTHERS) {
                assertThat(logProbability(model, seen) / seen.length()).isGreaterThanOrEqualTo(logProbability(model, other) / other.length());
            }
        }
    }
}
