package io.sluice.selection.selector.compression;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Workbench;
import java.util.List;
import java.util.Locale;

/** The mean distance of a row to the target's rows. */
final class DistanceScorer implements Scorer {

    private final Workbench<Codec> bench;
    private final List<Target.Text> texts;
    private final int rowBytes;

    DistanceScorer(Compressor compressor, int level, Target target, int rowBytes) {
        this.bench = new Workbench<>(() -> compressor.codec(level));
        this.texts = target.texts();
        this.rowBytes = rowBytes;
    }

    @Override
    public void score(List<Row> rows, double[] scores) {
        Codec codec = bench.take();
        for (int i = 0; i < rows.size(); i++) {
            byte[] x = Utf8.beginning(rows.get(i).text(), rowBytes);
            int sizeX = codec.container() + codec.first(x, x.length);
            double sum = 0;
            for (Target.Text y : texts) {
                sum += distance(codec, sizeX, y);
            }
            scores[i] = 1 - sum / texts.size();
        }
        bench.giveBack(codec);
    }

    /** NCD of the codec's first part and a target row. */
    private static double distance(Codec codec, int sizeX, Target.Text y) {
        int sizeY = codec.container() + y.size();
        int both = codec.container() + codec.both(y.bytes(), y.bytes().length);
        return (both - Math.min(sizeX, sizeY)) / (double) Math.max(sizeX, sizeY);
    }

    @Override
    public String reason(Row row, double score) {
        Codec codec = bench.take();
        byte[] x = Utf8.beginning(row.text(), rowBytes);
        int sizeX = codec.container() + codec.first(x, x.length);
        double best = Double.POSITIVE_INFINITY;
        long nearest = -1;
        for (Target.Text y : texts) {
            double distance = distance(codec, sizeX, y);
            if (distance < best) {
                best = distance;
                nearest = y.ordinal();
            }
        }
        bench.giveBack(codec);
        return String.format(Locale.ROOT, "Its compression distance to %d target rows is %.3f on average; the nearest is row %d with %.3f.",
                texts.size(), 1 - score, nearest, best);
    }
}
