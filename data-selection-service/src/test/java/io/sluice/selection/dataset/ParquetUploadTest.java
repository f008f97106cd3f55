package io.sluice.selection.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.dataset.Intake.Outcome;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowFault;
import io.sluice.selection.row.RowForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetUploadTest {

    private static final MessageType TASKS = MessageTypeParser.parseMessageType("""
            message tasks {
              optional int64 id;
              optional binary prompt (STRING);
              optional binary completion (STRING);
              optional binary task (STRING);
              optional double weight;
              optional boolean easy;
              optional int32 day (DATE);
            }""");
    private static final MessageType CHATS = MessageTypeParser.parseMessageType("""
            message chats {
              optional group messages (LIST) {
                repeated group list {
                  optional group element {
                    optional binary role (STRING);
                    optional binary content (STRING);
                  }
                }
              }
            }""");

    @TempDir
    private Path folder;
    private DataSets sets;
    private Intake intake;

    @BeforeEach
    void open() throws IOException {
        FileDataSetStore store = new FileDataSetStore(folder.resolve("store"));
        sets = new DataSets(store);
        intake = new Intake(store, 1L << 30);
    }

    @ParameterizedTest
    @EnumSource(value = CompressionCodecName.class, names = {"UNCOMPRESSED", "SNAPPY", "ZSTD"})
    void readsRowsOfEveryCompressionInManyRowGroups(CompressionCodecName codec) throws IOException {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            groups.add(task(i, "What is " + i + "?\n\"quoted\" \\ ü\u0001", "answer\t" + i));
        }
        DataSet set = ((Outcome.Stored) take(write(TASKS, groups, codec))).set();

        assertThat(set.records()).isEqualTo(10_000);
        assertThat(set.shards()).isEqualTo(2);
        assertThat(set.profile().faulty()).isZero();
        assertThat(set.source().format()).isEqualTo(Format.PARQUET);
        try (RowReader reader = sets.shard(set, 1)) {
            Read first = reader.next();
            assertThat(first).isNotNull();
            assertThat(first.result()).isEqualTo(new Row(8192, "8192", RowForm.INSTRUCTION, "What is 8192?\n\"quoted\" \\ ü\u0001", "answer\t8192",
                    Map.of("task", "ask", "easy", "true")));
        }
    }

    @Test
    void theSameRowsAreTheSameSetWhateverTheirCompression() throws IOException {
        List<Group> groups = List.of(task(1, "a", "b"), task(2, "c", "d"));
        String plain = digest(write(TASKS, groups, CompressionCodecName.UNCOMPRESSED));
        assertThat(digest(write(TASKS, groups, CompressionCodecName.ZSTD))).isEqualTo(plain);
    }

    /** The library that writes for these tests can't write it without Hadoop. */
    @Test
    void unpacksPagesOfGzipAndRefusesThoseThatLieAboutTheirLength() throws IOException {
        byte[] page = "a page ".repeat(100).getBytes(UTF_8);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(page);
        }
        var codec = new ParquetCodecs().getDecompressor(CompressionCodecName.GZIP);

        assertThat(codec.decompress(BytesInput.from(zipped.toByteArray()), page.length).toByteArray()).isEqualTo(page);
        for (int lie : new int[] {page.length - 1, page.length + 1, -1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> codec.decompress(BytesInput.from(zipped.toByteArray()), lie)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void readsConversations() throws IOException {
        Group chat = new SimpleGroup(CHATS);
        Group messages = chat.addGroup("messages");
        for (String[] turn : new String[][] {{"user", "Hi"}, {"assistant", "Hello"}}) {
            messages.addGroup("list").addGroup("element").append("role", turn[0]).append("content", turn[1]);
        }
        Group broken = new SimpleGroup(CHATS);
        broken.addGroup("messages").addGroup("list").addGroup("element").append("role", "user");
        Group hole = new SimpleGroup(CHATS);
        hole.addGroup("messages").addGroup("list");

        DataSet set = ((Outcome.Stored) take(write(CHATS, List.of(chat, broken, hole), CompressionCodecName.SNAPPY))).set();
        try (RowReader reader = sets.shard(set, 0)) {
            Read first = reader.next();
            assertThat(first).isNotNull();
            assertThat(first.result()).isEqualTo(new Row(0, RowForm.CHAT, "Hi", "Hello"));
        }
        assertThat(set.faults()).extracting(RowFault::kind).containsExactly(RowFault.Kind.MISSING_FIELD, RowFault.Kind.WRONG_TYPE);
        assertThat(set.faults()).extracting(RowFault::field).containsExactly("messages[0].content", "messages[0]");
    }

    @Test
    void whatIsNoUtf8OrMissingIsSetAsideRecordByRecord() throws IOException {
        Group bytes = new SimpleGroup(TASKS);
        bytes.add("prompt", Binary.fromConstantByteArray(new byte[] {(byte) 0xff, 'a'}));
        bytes.add("completion", "b");
        Group half = new SimpleGroup(TASKS);
        half.add("prompt", "only");

        DataSet set = ((Outcome.Stored) take(write(TASKS, List.of(task(1, "a", "b"), bytes, half), CompressionCodecName.SNAPPY))).set();

        assertThat(set.faults()).extracting(RowFault::kind).containsExactly(RowFault.Kind.NOT_UTF8, RowFault.Kind.MISSING_FIELD);
        assertThat(set.faults()).extracting(RowFault::line).containsExactly(2L, 3L);
    }

    /** As old writers leave text, and as pictures are kept beside it. */
    @Test
    void bytesThatAreNoTextAreLeftOutWhereNoRowNeedsThem() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message rows {
                  optional binary text;
                  optional binary kind;
                  optional binary picture;
                  optional group image { optional binary bytes; optional binary path (STRING); }
                  optional int64 big (INTEGER(64,false));
                  optional int32 small (INTEGER(8,false));
                }""");
        Group row = new SimpleGroup(schema);
        row.append("text", "a row").append("kind", "old");
        row.add("picture", Binary.fromConstantByteArray(new byte[] {(byte) 0xff, (byte) 0xd8}));
        row.addGroup("image").append("path", "a.jpg").add("bytes", Binary.fromConstantByteArray(new byte[] {(byte) 0xff}));
        row.append("big", -1L).append("small", 200);
        Group broken = new SimpleGroup(schema);
        broken.add("text", Binary.fromConstantByteArray(new byte[] {(byte) 0xff}));

        DataSet set = ((Outcome.Stored) take(write(schema, List.of(row, broken), CompressionCodecName.SNAPPY))).set();
        try (RowReader reader = sets.shard(set, 0)) {
            Read first = reader.next();
            assertThat(first).isNotNull();
            assertThat(first.result()).isEqualTo(new Row(0, null, RowForm.PLAIN, "", "a row",
                    Map.of("kind", "old", "big", "18446744073709551615", "small", "200")));
        }
        assertThat(set.faults()).extracting(RowFault::kind).containsExactly(RowFault.Kind.NOT_UTF8);
    }

    @Test
    void columnsOfManyLevelsAreNotEvenRead() throws IOException {
        String deep = "optional binary leaf;";
        for (int level = 0; level < 60; level++) {
            deep = "repeated group g" + level + " { " + deep + " }";
        }
        MessageType schema = MessageTypeParser.parseMessageType("message rows { optional binary text (STRING); " + deep + " }");
        MessageType nothing = MessageTypeParser.parseMessageType("message rows { " + deep + " }");

        assertThat(((Outcome.Stored) take(write(schema, List.of(new SimpleGroup(schema).append("text", "a")), CompressionCodecName.SNAPPY))).set()
                .profile().rows()).isEqualTo(1);
        assertThat(take(write(nothing, List.of(new SimpleGroup(nothing)), CompressionCodecName.SNAPPY)))
                .isEqualTo(new Outcome.Refused("no_rows", "the Parquet file has no column that a row could be made of"));
    }

    @Test
    void aFileThatBecomesAThousandTimesItsSizeIsRefusedAndSoIsAnEmptyOne() throws IOException {
        List<Group> groups = Collections.nCopies(1000, task(1, "x".repeat(100_000), "y"));
        assertThat(take(write(TASKS, groups, CompressionCodecName.ZSTD)))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.code()).isEqualTo("archive_bomb"));
        assertThat(take(write(TASKS, List.of(), CompressionCodecName.ZSTD))).isEqualTo(new Outcome.Refused("no_rows", "the file holds no records"));
    }

    @Test
    void aDamagedFileIsRefusedWithTheReasonAndLeavesNothing() throws IOException {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            groups.add(task(i, "prompt " + i * 31, "completion " + i * 17));
        }
        byte[] whole = write(TASKS, groups, CompressionCodecName.SNAPPY);
        byte[] cut = Arrays.copyOf(whole, whole.length - 9);
        byte[] hollow = whole.clone();
        Arrays.fill(hollow, 500, whole.length / 2, (byte) 0x55);
        byte[] lying = whole.clone();
        Arrays.fill(lying, whole.length - 8, whole.length - 4, (byte) 0x7f);
        byte[] headOnly = Arrays.copyOf(whole, 4);

        for (byte[] damaged : List.of(cut, hollow, lying, headOnly)) {
            assertThat(take(damaged)).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                assertThat(refused.code()).isEqualTo("damaged_parquet");
                assertThat(refused.message()).startsWith("the Parquet file is cut or damaged: ");
            });
        }
        try (var left = Files.list(folder.resolve("store/staging"))) {
            assertThat(left).isEmpty();
        }
    }

    /** Whatever it is that is broken, it is told and nothing else happens. */
    @Test
    void anyByteMayBeWrong() throws IOException {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            groups.add(task(i, "prompt " + i, "completion " + i));
        }
        Random random = new Random(41);
        for (CompressionCodecName codec : List.of(CompressionCodecName.UNCOMPRESSED, CompressionCodecName.SNAPPY, CompressionCodecName.ZSTD)) {
            byte[] whole = write(TASKS, groups, codec);
            int footer = whole.length - 8 - ByteBuffer.wrap(whole, whole.length - 8, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
            for (int round = 0; round < 60; round++) {
                byte[] broken = whole.clone();
                int from = round % 2 == 0 ? footer : 4;
                for (int flips = 0; flips <= random.nextInt(4); flips++) {
                    broken[from + random.nextInt(broken.length - 4 - from)] = (byte) random.nextInt(256);
                }
                assertThat(take(broken)).as("%s, round %s", codec, round).isInstanceOfAny(Outcome.Stored.class, Outcome.Refused.class);
            }
        }
    }

    private String digest(byte[] upload) throws IOException {
        return ((Outcome.Stored) take(upload)).set().digest();
    }

    private Outcome take(byte[] upload) throws IOException {
        try (InputStream in = new ByteArrayInputStream(upload)) {
            return intake.take(in);
        }
    }

    private static Group task(long id, String prompt, String completion) {
        Group group = new SimpleGroup(TASKS);
        group.append("id", id).append("prompt", prompt).append("completion", completion).append("task", "ask");
        group.add("weight", 0.5);
        group.append("easy", true).append("day", 20_000);
        return group;
    }

    private byte[] write(MessageType schema, List<Group> groups, CompressionCodecName codec) throws IOException {
        Path file = Files.createTempFile(folder, "rows", ".parquet");
        Files.delete(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema).withCompressionCodec(codec).withRowGroupSize(1L << 16).withPageSize(1 << 13).build()) {
            for (Group group : groups) {
                writer.write(group);
            }
        }
        return Files.readAllBytes(file);
    }
}
