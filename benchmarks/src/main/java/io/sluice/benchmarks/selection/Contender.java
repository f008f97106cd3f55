package io.sluice.benchmarks.selection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A selector with settings.
 *
 * @param name     in tables: the selector's, and what is set otherwise than usual
 * @param selector as the service names it
 * @param settings without those that name models
 */
record Contender(String name, String selector, Map<String, ?> settings) {

    /** In a fixed order, since outcomes are found again by these words. */
    Contender {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    static final String ZIP_FIT = "zip-fit";
    static final String COLOR_FILTER = "color-filter";
    static final String DSIR = "dsir";
    static final String RANDOM = "random";
    static final String FULL = "full";

    private static final Contender USUAL_ZIP_FIT = usual(ZIP_FIT, Map.of());
    private static final Contender INSTRUCT_MINING = usual("instruct-mining", Map.of());
    private static final Contender MOORE_LEWIS = usual("moore-lewis", Map.of());
    static final Contender USUAL_DSIR = usual(DSIR, Map.of());
    /** Compresses each row twice, however large the target is. */
    static final Contender DICTIONARY = new Contender("zip-fit target=dictionary against=nothing", ZIP_FIT,
            Map.of("target", "dictionary", "against", "nothing"));
    private static final Contender PUBLISHED_ZIP_FIT = new Contender("zip-fit against=nothing", ZIP_FIT, Map.of("against", "nothing"));

    /** With their usual settings. */
    static final List<Contender> SELECTORS = List.of(USUAL_ZIP_FIT,
            usual(COLOR_FILTER, Map.of("marginal", AuxiliaryModels.MARGINAL, "conditional", AuxiliaryModels.CONDITIONAL, "form", "chat")),
            INSTRUCT_MINING, USUAL_DSIR, MOORE_LEWIS,
            usual("perplexity", Map.of("model", AuxiliaryModels.MARGINAL, "form", "chat")), usual(RANDOM, Map.of()), usual(FULL, Map.of()));

    /** Other settings. */
    static final List<Contender> VARIANTS = List.of(PUBLISHED_ZIP_FIT, DICTIONARY,
            new Contender("zip-fit target=dictionary", ZIP_FIT, Map.of("target", "dictionary")),
            new Contender("dsir noise=0 length=mean", DSIR, Map.of("noise", 0, "length", "mean")));

    /** Those that work on the thread which scores, and for long enough. */
    static final List<Contender> SCORING = List.of(USUAL_ZIP_FIT, DICTIONARY, INSTRUCT_MINING, USUAL_DSIR, MOORE_LEWIS);

    /** Cheap, and reads the pool before it scores it. */
    static final Contender OF_MEMORY = USUAL_DSIR;

    /** The selectors, and ZIP-FIT as it was published. */
    static final List<Contender> TRAINED = Stream.concat(SELECTORS.stream(), Stream.of(PUBLISHED_ZIP_FIT)).toList();

    static List<Contender> all() {
        List<Contender> all = new ArrayList<>(SELECTORS);
        all.addAll(VARIANTS);
        return all;
    }

    /** Of all there are; everything is chosen once. */
    List<Double> budgets(List<Double> all) {
        return selector.equals(FULL) ? List.of(1.0) : all;
    }

    boolean asksModels() {
        return settings.containsKey("conditional") || settings.containsKey("model");
    }

    private static Contender usual(String selector, Map<String, ?> settings) {
        return new Contender(selector, selector, settings);
    }
}
