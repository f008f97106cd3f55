package io.sluice.selection.selector.compression;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.Workbench;
import java.util.List;
import java.util.Locale;

/** What a row's compressor saves when it has read the target before, and how much more than after the pool where that counts. */
final class DictionaryScorer implements Scorer {

    private final Workbench<Desk> bench;
    private final boolean against;
    private final int rowBytes;

    /**
     * @param informed has read the target
     * @param usual    has read as much of the pool; the plain one where that does not count
     */
    private record Desk(Codec plain, Codec informed, Codec usual) {

        double score(byte[] x) {
            return (usual(x) - informed.primed(x, x.length)) / (double) plain.first(x, x.length);
        }

        int usual(byte[] x) {
            return usual == plain ? plain.first(x, x.length) : usual.primed(x, x.length);
        }
    }

    DictionaryScorer(Compressor compressor, int level, Target target, int rowBytes) {
        byte[] wanted = Target.joined(target.texts());
        byte[] usual = Target.joined(target.usual());
        this.against = usual.length > 0;
        this.rowBytes = rowBytes;
        this.bench = new Workbench<>(() -> {
            Codec plain = compressor.codec(level);
            return new Desk(plain, primed(compressor.codec(level), wanted), against ? primed(compressor.codec(level), usual) : plain);
        });
    }

    private static Codec primed(Codec codec, byte[] text) {
        codec.prime(text, text.length);
        return codec;
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
        String apart = against ? ", after as much of the pool " + desk.usual(x) : "";
        bench.giveBack(desk);
        return String.format(Locale.ROOT, "Compressed alone it takes %d bytes, after the target %d%s.", plain, informed, apart);
    }
}
