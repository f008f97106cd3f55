package io.sluice.selection.dataset;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.dataset.Intake.Outcome;
import io.sluice.selection.file.SmallDisk;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

    private static final long PLENTY = 1L << 32;

    @TempDir
    private Path root;
    private FileDataSetStore store;
    private DataSets sets;

    @BeforeEach
    void open() throws IOException {
        store = new FileDataSetStore(root);
        sets = new DataSets(store);
    }

    @Test
    void anUploadIsStoredUnderTheDigestOfItsRowsAndOnlyOnce() throws IOException {
        byte[] upload = lines(10);

        Outcome.Stored stored = stored(upload);
        assertThat(stored.fresh()).isTrue();
        assertThat(stored.set().digest()).isEqualTo(HexFormat.of().formatHex(Sha256.start().digest(upload)));
        assertThat(stored.set().records()).isEqualTo(10);
        assertThat(sets.find(stored.set().digest())).contains(stored.set());
        assertThat(store.digests()).containsExactly(stored.set().digest());

        assertThat(stored(upload)).isEqualTo(new Outcome.Stored(stored.set(), false));
        assertThat(left("staging")).isEmpty();
    }

    @Test
    void aGzipIsTheDataSetThatItHolds() throws IOException {
        DataSet plain = stored(lines(100)).set();
        Outcome.Stored zipped = stored(gzip(lines(100)));

        assertThat(zipped.fresh()).isFalse();
        assertThat(zipped.set().digest()).isEqualTo(plain.digest());
        assertThat(zipped.set().source().format()).isEqualTo(Format.JSON_LINES_GZIP);
        assertThat(zipped.set().source().digest()).isNotEqualTo(plain.digest());
    }

    @Test
    void aSetOfAnOlderVersionSaysWhatItLacksAndIsMadeWholeByTheSameUpload() throws IOException {
        byte[] upload = joined("\n".getBytes(UTF_8), lines(100));
        DataSet set = stored(upload).set();
        try (Stream<Path> files = Files.walk(root)) {
            Files.delete(files.filter(each -> each.endsWith("lines")).findFirst().orElseThrow());
        }
        DataSets sets = new DataSets(store);
        assertThatThrownBy(() -> sets.records(set)).hasMessageContaining("lacks its lines").hasMessageContaining("upload the file again");

        assertThat(stored(upload).fresh()).isFalse();
        sets.records(set).close();
    }

    @Test
    void aGzipOfSeveralMembersIsAllOfThem() throws IOException {
        byte[] all = joined(gzip(lines(3)), withHeaderFields(gzip(lines(700))), gzip(new byte[0]), gzip(lines(1)), new byte[512]);
        byte[] text = joined(lines(3), lines(700), lines(1));

        assertThat(stored(all).set().digest()).isEqualTo(stored(text).set().digest());
        Intake intake = new Intake(store, PLENTY);
        assertThat(intake.take(new OneByteAtATime(all))).isInstanceOfSatisfying(Outcome.Stored.class, stored -> assertThat(stored.fresh()).isFalse());
    }

    @Test
    void whatFollowsAGzipAndIsNoneIsNotPassedOver() throws IOException {
        byte[] first = gzip(lines(10));
        byte[] second = gzip(lines(20));
        byte[] torn = second.clone();
        torn[1] = 0;
        for (byte[] behind : List.of("garbage".getBytes(UTF_8), torn, Arrays.copyOf(second, 5), Arrays.copyOf(second, second.length - 1), new byte[] {0, 0, 1})) {
            assertThat(take(joined(first, behind))).isEqualTo(new Outcome.Refused("damaged_gzip", "the gzip is cut or damaged"));
        }
        assertNothingIsLeft();
    }

    @Test
    void itsProfileSaysWhatItLooksLike() throws IOException {
        DataSet set = stored("""
                {"text": "a", "task": "x"}
                {"text": "bb", "task": "x"}
                {"prompt": "q", "completion": "a", "task": "y"}
                {"text": " a ", "id": "one"}
                {"text": "other", "id": "one"}
                broken
                {"text": 5}
                {"text": 6}
                """.getBytes(UTF_8)).set();

        Profile profile = set.profile();
        assertThat(profile.rows()).isEqualTo(4);
        assertThat(profile.faulty()).isEqualTo(4);
        assertThat(profile.faults()).isEqualTo(Map.of("not_json", 1L, "wrong_type", 2L, "duplicate_id", 1L));
        assertThat(profile.forms()).isEqualTo(Map.of("plain", 3L, "instruction", 1L));
        assertThat(profile.characters()).isEqualTo(new Profile.Characters(1, 1, 2, 3, 3, 2.25));
        assertThat(profile.repeats()).isEqualTo(1);
        assertThat(profile.labels()).isEqualTo(Map.of("task",
                new Profile.LabelValues(3, 2, List.of(new Profile.Value("x", 2), new Profile.Value("y", 1)))));
        assertThat(set.faults()).extracting(RowFault::line).containsExactly(5L, 6L, 7L, 8L);
        assertThat(set.faults().getFirst().field()).isEqualTo("id");
    }

    @Test
    void everyShardIsReadAloneAsItIsReadInAll() throws IOException {
        StringBuilder text = new StringBuilder("\ufeff");
        int records = 2 * DataSet.SHARD_RECORDS + 17;
        for (int i = 0; i < records; i++) {
            text.append(i % 1000 == 3 ? "broken\n\n" : "{\"id\": \"" + (i == 9000 ? 5 : i) + "\", \"text\": \"row ü " + i + "\"}\r\n");
        }
        byte[] upload = text.toString().getBytes(UTF_8);
        DataSet set = stored(upload).set();
        assertThat(set.shards()).isEqualTo(3);
        assertThat(set.records(2)).isEqualTo(17);

        List<Read> all = drain(new JsonLinesReader(new ByteArrayInputStream(upload)));
        assertThat(all.get(9000).result()).isInstanceOf(Row.class);
        List<Read> byShard = new ArrayList<>(drain(sets.shard(set, 2)));
        byShard.addAll(0, drain(sets.shard(set, 1)));
        byShard.addAll(0, drain(sets.shard(set, 0)));

        assertThat(byShard.get(9000).result()).isInstanceOfSatisfying(RowFault.class,
                fault -> assertThat(fault.kind()).isEqualTo(RowFault.Kind.DUPLICATE_ID));
        byShard.set(9000, all.get(9000));
        assertThat(byShard).isEqualTo(all);
        assertThatThrownBy(() -> sets.shard(set, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyTheFirstHundredFaultsAreKeptButAllAreCounted() throws IOException {
        DataSet set = stored(("{\"text\": \"a\"}\n" + "broken\n".repeat(1000)).getBytes(UTF_8)).set();
        assertThat(set.faults()).hasSize(100);
        assertThat(set.profile().faulty()).isEqualTo(1000);
    }

    @Test
    void aFileWithoutARowIsRefusedWithItsFirstFault() throws IOException {
        assertThat(take(new byte[0])).isEqualTo(new Outcome.Refused("no_rows", "the file holds no records"));
        assertThat(take("\n\n".getBytes(UTF_8))).isEqualTo(new Outcome.Refused("no_rows", "the file holds no records"));
        assertThat(take("{\"txt\": \"a\"}\n".getBytes(UTF_8))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.message()).startsWith("none of its 1 records is a row; line 1, field text: "));
        assertThat(take("{\"text\": \"a\"}\n".getBytes(UTF_16LE))).isInstanceOf(Outcome.Refused.class);
        assertNothingIsLeft();
    }

    @Test
    void aDamagedGzipIsRefusedAndSoIsABomb() throws IOException {
        byte[] whole = gzip(lines(1000));
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        byte[] flipped = whole.clone();
        flipped[whole.length - 6] ^= 1;
        byte[] headOnly = {0x1f, (byte) 0x8b, 8, 0};
        for (byte[] damaged : List.of(cut, flipped, headOnly)) {
            assertThat(take(damaged)).isEqualTo(new Outcome.Refused("damaged_gzip", "the gzip is cut or damaged"));
        }
        assertThat(take(gzip(new byte[100 << 20]))).isInstanceOfSatisfying(Outcome.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("archive_bomb"));
        assertNothingIsLeft();
    }

    @Test
    void neitherAnUploadNorWhatItUnpacksToIsOverTheBound() throws IOException {
        byte[] upload = lines(1000);
        Intake small = new Intake(store, upload.length - 1);

        assertThat(small.take(new ByteArrayInputStream(upload))).isEqualTo(new Outcome.TooLarge(upload.length - 1));
        assertThat(small.take(new ByteArrayInputStream(gzip(upload)))).isEqualTo(new Outcome.TooLarge(upload.length - 1));
        assertNothingIsLeft();
        assertThat(new Intake(store, upload.length).take(new ByteArrayInputStream(upload))).isInstanceOf(Outcome.Stored.class);
    }

    /** Wherever it happens: within the rows, the index, the places, the marks, the description. */
    @Test
    void aDiskThatIsFullInTheMiddleLeavesNothing() throws IOException {
        byte[] upload = lines(1000);
        long needed = upload.length + 16 + 8 * 1000 + 1024;
        for (long space : new long[] {0, 100, upload.length - 1, upload.length, upload.length + 16, upload.length + 5000, needed, needed + 10}) {
            Intake intake = new Intake(new LimitedSets(store, new SmallDisk(space)), PLENTY);
            assertThat(intake.take(new ByteArrayInputStream(upload))).as("%s bytes of disk", space).isEqualTo(new Outcome.NoSpace());
            assertNothingIsLeft();
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() {
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("connection reset");
                }
                return 'x';
            }
        };
        assertThatThrownBy(() -> new Intake(store, PLENTY).take(broken)).isInstanceOf(IOException.class).hasMessage("connection reset");
        assertNothingIsLeft();
    }

    @Test
    void aSetIsDeletedWholeAndCanComeAgain() throws IOException {
        DataSet set = stored(lines(5)).set();
        assertThat(store.delete(set.digest())).isTrue();
        assertThat(store.delete(set.digest())).isFalse();
        assertThat(sets.find(set.digest())).isEmpty();
        assertNothingIsLeft();
        assertThat(stored(lines(5)).fresh()).isTrue();
    }

    @Test
    void recordsAreFoundByTheirOrdinals() throws IOException {
        byte[] upload = ("\ufeff{\"text\": \"first\"}\r\n\n" + new String(lines(50), UTF_8) + "x".repeat(3 << 20) + "\n{\"text\": \"ü\"}").getBytes(UTF_8);
        DataSet set = stored(upload).set();
        List<Read> all = drain(sets.shard(set, 0));
        try (Records records = sets.records(set)) {
            for (int ordinal : new int[] {52, 0, 33, 33}) {
                Records.Stored stored = records.get(ordinal);
                Read read = all.get(ordinal);
                assertThat(stored.row()).isEqualTo(read.result());
                assertThat(stored.line()).isEqualTo(read.line()).isEqualTo(ordinal + (ordinal == 0 ? 1 : 2));
                assertThat(stored.offset()).isEqualTo(read.offset());
                assertThat(stored.json()).isEqualTo(Arrays.copyOfRange(upload, (int) read.offset(), (int) (read.offset() + read.bytes())));
            }
            assertThatThrownBy(() -> records.get(51)).isInstanceOf(IllegalArgumentException.class).hasMessage("record 51 is no row");
            assertThatThrownBy(() -> records.get(53)).isInstanceOf(IOException.class);
        }
    }

    private void assertNothingIsLeft() {
        assertThat(left("staging")).isEmpty();
        assertThat(left("sets").stream().filter(path -> !Files.isDirectory(path))).isEmpty();
    }

    private List<Path> left(String folder) {
        try (Stream<Path> all = Files.walk(root.resolve(folder))) {
            return all.skip(1).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Outcome.Stored stored(byte[] upload) throws IOException {
        return (Outcome.Stored) take(upload);
    }

    private Outcome take(byte[] upload) throws IOException {
        return new Intake(store, PLENTY).take(new ByteArrayInputStream(upload));
    }

    private static byte[] lines(int rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append("{\"text\": \"row number ").append(i).append(" of some\"}\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    /** With a field, a name, a comment and a check of the header. */
    private static byte[] withHeaderFields(byte[] gzip) {
        byte[] head = Arrays.copyOf(gzip, 10);
        head[3] = 2 | 4 | 8 | 16;
        return joined(head, new byte[] {3, 0, 'a', 'b', 'c'}, "name\0comment\0".getBytes(UTF_8), new byte[2], Arrays.copyOfRange(gzip, 10, gzip.length));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Stream.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** As a slow network brings it. */
    private static final class OneByteAtATime extends ByteArrayInputStream {

        OneByteAtATime(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int at, int length) {
            return super.read(into, at, Math.min(1, length));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }

    private static List<Read> drain(RowReader reader) throws IOException {
        List<Read> all = new ArrayList<>();
        try (reader) {
            for (Read read = reader.next(); read != null; read = reader.next()) {
                all.add(read);
            }
        }
        return all;
    }
}
