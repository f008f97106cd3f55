package io.sluice.benchmarks.selection.real;

import io.sluice.selection.duplicate.DuplicateKind;
import io.sluice.selection.duplicate.DuplicateSearch;
import io.sluice.selection.duplicate.PrintMaker;
import io.sluice.selection.row.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

/** Passages of every kind, drawn from many files, repeats left out. */
final class Harvest {

    /** Of a kind's passages, before repeats are left out: twice as many as are wanted, for kinds that repeat themselves much. */
    private static final int SPARE = 2;
    static final int OF_ONE_FILE_MAX = 6;
    private static final double NEAR = 0.8;

    private final Map<Kind, List<Passage>> kept = new EnumMap<>(Kind.class);
    private final Map<DuplicateKind, Integer> repeats = new EnumMap<>(DuplicateKind.class);
    private final Map<Kind, Integer> files = new EnumMap<>(Kind.class);

    private Harvest() {
    }

    /**
     * @param wanted passages of each kind, if there are so many
     * @param folder an empty one, for files on the way
     */
    static Harvest of(Sources sources, int wanted, long seed, Path folder) throws IOException {
        Harvest harvest = new Harvest();
        List<Passage> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            all.addAll(harvest.draw(kind, sources.of(kind), wanted * SPARE, new Random(seed ^ kind.ordinal())));
        }
        BitSet repeated = harvest.repeated(all, folder);
        for (int i = 0; i < all.size(); i++) {
            List<Passage> of = harvest.kept.computeIfAbsent(all.get(i).kind(), none -> new ArrayList<>());
            if (!repeated.get(i) && of.size() < wanted) {
                of.add(all.get(i));
            }
        }
        return harvest;
    }

    private List<Passage> draw(Kind kind, List<Source> sources, int wanted, Random random) throws IOException {
        List<Source> order = new ArrayList<>(sources);
        Collections.shuffle(order, random);
        List<Passage> drawn = new ArrayList<>();
        int file = 0;
        for (Source source : order) {
            if (drawn.size() >= wanted) {
                break;
            }
            String text = source.text().orElse("");
            List<String> passages = new ArrayList<>(Passages.of(kind == Kind.MANUAL ? Roff.plain(text) : text));
            Collections.shuffle(passages, random);
            int number = file++;
            passages.stream().limit(OF_ONE_FILE_MAX).forEach(passage -> drawn.add(new Passage(kind, number, passage)));
        }
        files.put(kind, file);
        return drawn;
    }

    private BitSet repeated(List<Passage> all, Path folder) throws IOException {
        BitSet repeated = new BitSet();
        PrintMaker prints = new PrintMaker(true);
        try (DuplicateSearch search = new DuplicateSearch(folder.resolve("repeats"), OptionalDouble.of(NEAR), Set.of())) {
            for (int i = 0; i < all.size(); i++) {
                search.add(prints.of(Row.plain(i, all.get(i).text())), i);
            }
            search.tell((ordinal, kind, first) -> {
                repeated.set(Math.toIntExact(ordinal));
                repeats.merge(kind, 1, Integer::sum);
            });
        }
        return repeated;
    }

    /** In the order they were drawn. */
    List<Passage> of(Kind kind) {
        return kept.getOrDefault(kind, List.of());
    }

    int repeats(DuplicateKind kind) {
        return repeats.getOrDefault(kind, 0);
    }

    /** That were read. */
    int files(Kind kind) {
        return files.getOrDefault(kind, 0);
    }
}
