package io.sluice.selection.selector.instruction;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Workbench;
import io.sluice.selection.selector.model.Losses;
import io.sluice.selection.selector.model.Passages;
import io.sluice.selection.selector.ngram.Words;
import java.util.List;

/** Measures rows. Safe for any number of threads. */
final class Indicators {

    private final List<Indicator> wanted;
    private final Workbench<Desk> bench;
    private final Losses losses;
    private final String model;

    /** @param model asked only where {@link Indicator#LOSS} is wanted */
    Indicators(List<Indicator> wanted, Neighbours neighbours, Likelihoods likelihoods, String model) {
        this.wanted = List.copyOf(wanted);
        this.bench = new Workbench<>(() -> new Desk(new Words(), new Seen(), neighbours.reader()));
        this.losses = new Losses(likelihoods, new Passages(true, 4_000, 4));
        this.model = model;
    }

    /** @return [row][indicator], in the order in which indicators were wanted */
    double[][] of(List<Row> rows) throws SelectorException {
        double[][] values = new double[rows.size()][];
        Desk desk = bench.take();
        for (int i = 0; i < values.length; i++) {
            values[i] = cheap(rows.get(i), desk);
        }
        bench.giveBack(desk);
        int loss = wanted.indexOf(Indicator.LOSS);
        if (loss >= 0) {
            List<Losses.Loss> asked = losses.of(model, "model", rows);
            for (int i = 0; i < rows.size(); i++) {
                values[i][loss] = asked.get(i).nats();
            }
        }
        return values;
    }

    /** As {@link #of}, without asking a model: its loss is NaN. */
    double[] cheap(Row row) {
        Desk desk = bench.take();
        double[] values = cheap(row, desk);
        bench.giveBack(desk);
        return values;
    }

    private double[] cheap(Row row, Desk desk) {
        double[] values = new double[wanted.size()];
        for (int j = 0; j < values.length; j++) {
            values[j] = desk.value(wanted.get(j), row);
        }
        return values;
    }

    private record Desk(Words words, Seen seen, Neighbours.Reader neighbours) {

        double value(Indicator indicator, Row row) {
            return switch (indicator) {
                case LENGTH -> StrictMath.log1p(words.read(row.response()));
                case MTLD -> Mtld.of(words.read(row.response()), words::hash, seen);
                case REPETITION -> repetition(words.read(row.response()));
                case OVERLAP -> overlap(row);
                case WORDS -> wordShare(words.read(row.response()));
                case KNN -> neighbours.distance(row);
                case LOSS -> Double.NaN;
            };
        }

        private double repetition(int count) {
            seen.clear();
            int again = 0;
            for (int i = 2; i < count; i++) {
                again += seen.add((words.hash(i - 2) * 31 + words.hash(i - 1)) * 31 + words.hash(i)) ? 0 : 1;
            }
            return count < 3 ? 0 : again / (count - 2.0);
        }

        private double overlap(Row row) {
            seen.clear();
            int count = words.read(row.response());
            for (int i = 0; i < count; i++) {
                seen.add(words.hash(i));
            }
            int ofPrompt = words.read(row.prompt());
            int content = 0;
            int taken = 0;
            for (int i = 0; i < ofPrompt; i++) {
                if (words.isWord(i)) {
                    content++;
                    taken += seen.has(words.hash(i)) ? 1 : 0;
                }
            }
            return content == 0 ? 0 : taken / (double) content;
        }

        private double wordShare(int count) {
            int real = 0;
            for (int i = 0; i < count; i++) {
                real += words.isWord(i) ? 1 : 0;
            }
            return count == 0 ? 0 : real / (double) count;
        }
    }
}
