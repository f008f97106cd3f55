package io.sluice.selection.selector.compression;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Workbench;
import java.util.List;
import java.util.Locale;

/** The mean distance of a row to the target's rows, and how much farther it is from the pool's where these count. */
final class DistanceScorer implements Scorer {

    private final Workbench<Codec> bench;
    private final Target target;
    private final int rowBytes;

    DistanceScorer(Compressor compressor, int level, Target target, int rowBytes) {
        this.bench = new Workbench<>(() -> compressor.codec(level));
        this.target = target;
        this.rowBytes = rowBytes;
    }

    @Override
    public void score(List<Row> rows, double[] scores) {
        Codec codec = bench.take();
        for (int i = 0; i < rows.size(); i++) {
            byte[] x = Utf8.beginning(rows.get(i).text(), rowBytes);
            int sizeX = codec.container() + codec.first(x, x.length);
            scores[i] = usual(codec, sizeX) - mean(codec, sizeX, target.texts());
        }
        bench.giveBack(codec);
    }

    /** What the distance to the target is held against. */
    private double usual(Codec codec, int sizeX) {
        return target.usual().isEmpty() ? 1 : mean(codec, sizeX, target.usual());
    }

    private static double mean(Codec codec, int sizeX, List<Target.Text> texts) {
        double sum = 0;
        for (Target.Text y : texts) {
            sum += distance(codec, sizeX, y);
        }
        return sum / texts.size();
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
        double sum = 0;
        long nearest = -1;
        for (Target.Text y : target.texts()) {
            double distance = distance(codec, sizeX, y);
            sum += distance;
            if (distance < best) {
                best = distance;
                nearest = y.ordinal();
            }
        }
        bench.giveBack(codec);
        double mean = sum / target.texts().size();
        String apart = target.usual().isEmpty() ? "" : String.format(Locale.ROOT, "; to as many rows of the pool it is %.3f", score + mean);
        return String.format(Locale.ROOT, "Its compression distance to %d target rows is %.3f on average, the nearest is row %d with %.3f%s.",
                target.texts().size(), mean, nearest, best, apart);
    }
}
