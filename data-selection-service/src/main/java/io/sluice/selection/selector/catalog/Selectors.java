package io.sluice.selection.selector.catalog;

import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.baseline.FullSelector;
import io.sluice.selection.selector.baseline.RandomSelector;
import io.sluice.selection.selector.compression.ZipFitSelector;
import io.sluice.selection.selector.instruction.InstructMiningSelector;
import io.sluice.selection.selector.model.ColorFilterSelector;
import io.sluice.selection.selector.model.PerplexitySelector;
import io.sluice.selection.selector.ngram.DsirSelector;
import io.sluice.selection.selector.ngram.MooreLewisSelector;
import java.util.List;

/** Selectors by name. */
public final class Selectors {

    private static final List<Selector> ALL = List.of(new ZipFitSelector(), new ColorFilterSelector(), new InstructMiningSelector(),
            new DsirSelector(), new MooreLewisSelector(), new PerplexitySelector(), new RandomSelector(), new FullSelector());

    private Selectors() {
    }

    public static List<Selector> all() {
        return ALL;
    }

    /** @throws SelectorException where there is none of that name */
    public static Selector named(String name) throws SelectorException {
        for (Selector each : ALL) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new SelectorException(SelectorException.Code.BAD_SETTING, "selector",
                "selector: there is none of that name, only " + String.join(", ", ALL.stream().map(Selector::name).toList()));
    }

    /** From the bytes that {@link Prepared#toBytes} left, on whatever machine. */
    public static Scorer scorer(byte[] prepared, Likelihoods likelihoods) throws SelectorException {
        Prepared read = Prepared.read(prepared);
        return named(read.selector()).scorer(read, likelihoods);
    }
}
