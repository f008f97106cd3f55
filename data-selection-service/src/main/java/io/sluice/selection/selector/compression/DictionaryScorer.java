package io.sluice.selection.selector.compression;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Workbench;
import java.util.List;
import java.util.Locale;

/** What a row's compressor saves when it has read the target before. */
final class DictionaryScorer implements Scorer {

    private final Workbench<Desk> bench;
    private final int rowBytes;

    /** @param informed has read the target */
    private record Desk(Codec plain, Codec informed) {

        double score(byte[] x) {
            return 1 - informed.primed(x, x.length) / (double) plain.first(x, x.length);
        }
    }

    DictionaryScorer(Compressor compressor, int level, Target target, int rowBytes) {
        byte[] joined = target.joined();
        this.rowBytes = rowBytes;
        this.bench = new Workbench<>(() -> {
            Codec informed = compressor.codec(level);
            informed.prime(joined, joined.length);
            return new Desk(compressor.codec(level), informed);
        });
    }

    @Override
    public void score(List<Row> rows, double[] scores) {
        Desk desk = bench.take();
        for (int i = 0; i < rows.size(); i++) {
            scores[i] = desk.score(Utf8.beginning(rows.get(i).text(), rowBytes));
        }
        bench.giveBack(desk);
    }

    @Override
    public String reason(Row row, double score) {
        Desk desk = bench.take();
        byte[] x = Utf8.beginning(row.text(), rowBytes);
        int plain = desk.plain.first(x, x.length);
        int informed = desk.informed.primed(x, x.length);
        bench.giveBack(desk);
        return String.format(Locale.ROOT, "Compressed alone it takes %d bytes, after the target %d.", plain, informed);
    }
}
