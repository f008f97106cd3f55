package io.sluice.selection.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowFault;
import io.sluice.selection.row.RowFault.Kind;
import io.sluice.selection.row.RowForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesReaderTest {

    @Test
    void readsEveryForm() {
        List<Read> all = read("""
                {"text": "All of it."}
                {"id": "a", "prompt": "Add: 1+2", "completion": "3", "task": "add", "difficulty": 2, "easy": true}
                {"id": 7, "instruction": "Translate", "input": "Haus", "output": "house"}
                {"instruction": "Say hello", "input": "", "output": "hello"}
                {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
                """);

        assertThat(rows(all)).containsExactly(
                Row.plain(0, "All of it."),
                new Row(1, "a", RowForm.INSTRUCTION, "Add: 1+2", "3", Map.of("task", "add", "difficulty", "2", "easy", "true")),
                new Row(2, "7", RowForm.INSTRUCTION, "Translate\n\nHaus", "house", Map.of()),
                new Row(3, RowForm.INSTRUCTION, "Say hello", "hello"),
                new Row(4, RowForm.CHAT, "Hi", "Hello"));
    }

    @Test
    void aConversationsPromptIsAllBeforeTheAssistantsLastTurn() {
        List<Read> all = read("""
                {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"},\
                 {"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Bye."}, {"role": "user", "content": "unanswered"}]}
                """);

        assertThat(rows(all).getFirst().prompt()).isEqualTo("system: Be brief.\nuser: Hi\nassistant: Yes?\nuser: Bye");
        assertThat(rows(all).getFirst().response()).isEqualTo("Bye.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"text\": \"cut               | NOT_JSON       | null",
        "nothing like it                | NOT_JSON       | null",
        "{\"text\": \"a\"} {\"text\": \"b\"} | NOT_JSON   | null",
        "{\"text\": 'single'}           | NOT_JSON       | null",
        "{\"text\": \"a\", \"n\": NaN}  | NOT_JSON       | null",
        "{\"text\": \"a\", \"n\": 01}   | NOT_JSON       | null",
        "[\"text\"]                     | NOT_AN_OBJECT  | null",
        "\"text\"                       | NOT_AN_OBJECT  | null",
        "null                           | NOT_AN_OBJECT  | null",
        "{}                             | MISSING_FIELD  | text",
        "{\"text\": null}               | MISSING_FIELD  | text",
        "{\"label\": \"x\"}             | MISSING_FIELD  | text",
        "{\"prompt\": \"x\"}            | MISSING_FIELD  | completion",
        "{\"output\": \"x\"}            | MISSING_FIELD  | instruction",
        "{\"text\": 5}                  | WRONG_TYPE     | text",
        "{\"text\": 1.5}                | WRONG_TYPE     | text",
        "{\"text\": [\"x\"]}            | WRONG_TYPE     | text",
        "{\"prompt\": {}, \"completion\": \"x\"} | WRONG_TYPE | prompt",
        "{\"instruction\": \"x\", \"input\": 3, \"output\": \"y\"} | WRONG_TYPE | input",
        "{\"id\": {}, \"text\": \"x\"}  | WRONG_TYPE     | id",
        "{\"id\": 1.5, \"text\": \"x\"} | WRONG_TYPE     | id",
        "{\"text\": \"  \"}             | EMPTY          | text",
        "{\"prompt\": \"x\", \"completion\": \"\"} | EMPTY | completion",
        "{\"text\": \"a\", \"text\": \"b\"} | DUPLICATE_FIELD | text",
        "{\"id\": \"a\", \"id\": \"b\", \"text\": \"b\"} | DUPLICATE_FIELD | id",
        "{\"messages\": []}             | MISSING_FIELD  | messages",
        "{\"messages\": \"x\"}          | WRONG_TYPE     | messages",
        "{\"messages\": {}}             | WRONG_TYPE     | messages",
        "{\"messages\": 3}              | WRONG_TYPE     | messages",
        "{\"messages\": [3]}            | WRONG_TYPE     | messages[0]",
        "{\"messages\": [{\"role\": \"user\"}]} | MISSING_FIELD | messages[0].content",
        "{\"messages\": [{\"role\": \"user\", \"content\": [\"x\"]}]} | WRONG_TYPE | messages[0].content",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | MISSING_FIELD | messages",
        "{\"messages\": [{\"role\": \"assistant\", \"content\": \"x\"}]} | MISSING_FIELD | messages",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}, {\"role\": \"assistant\", \"content\": \" \"}]} | EMPTY | messages[1].content",
        "{\"text\": \"a\\ud800b\"}      | NOT_UTF8       | text",
    })
    void whatIsNoRowIsSetAsideWithItsField(String line, Kind kind, String field) {
        Read only = read(line + "\n").getFirst();

        assertThat(only.result()).isInstanceOfSatisfying(RowFault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(String.valueOf(fault.field())).isEqualTo(field);
            assertThat(fault.line()).isEqualTo(1);
            assertThat(fault.message()).isNotBlank();
        });
    }

    @Test
    void aFaultStopsNothingAndKeepsOrdinalsLinesAndOffsets() {
        String text = "{\"text\": \"a\"}\n\n  \nbroken\n{\"text\": \"ä\"}\r\n{\"text\": \"last\"}";
        List<Read> all = read(text);

        assertThat(all).extracting(Read::ordinal).containsExactly(0L, 1L, 2L, 3L);
        assertThat(all).extracting(Read::line).containsExactly(1L, 4L, 5L, 6L);
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(all).extracting(read -> new String(bytes, (int) read.offset(), (int) read.bytes(), UTF_8))
                .containsExactly("{\"text\": \"a\"}", "broken", "{\"text\": \"ä\"}", "{\"text\": \"last\"}");
    }

    @Test
    void aByteOrderMarkBelongsToNoLine() {
        assertThat(rows(read("\ufeff{\"text\": \"a\"}\r\n"))).containsExactly(Row.plain(0, "a"));
        assertThat(read("\ufeff")).isEmpty();
        assertThat(read("\ufeff{\"text\": \"a\"}").getFirst().offset()).isEqualTo(3);
    }

    @Test
    void anEmptyFileHasNoRecords() {
        assertThat(read("")).isEmpty();
        assertThat(read("\n\r\n  \n")).isEmpty();
    }

    @Test
    void otherEncodingsAreSetAsideLineByLine() {
        String line = "{\"text\": \"Grüße\"}\n";
        assertThat(faults(read(line.getBytes(ISO_8859_1)))).containsExactly(Kind.NOT_UTF8);
        assertThat(faults(read(("\ufeff" + line).getBytes(UTF_16LE)))).isNotEmpty().doesNotContain(Kind.TOO_LONG);
        byte[] overlong = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xc0, (byte) 0xaf, '"', '}'};
        byte[] surrogate = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'};
        byte[] cut = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xe2, (byte) 0x82};
        assertThat(faults(read(overlong))).containsExactly(Kind.NOT_UTF8);
        assertThat(faults(read(surrogate))).containsExactly(Kind.NOT_UTF8);
        assertThat(faults(read(cut))).containsExactly(Kind.NOT_UTF8);
    }

    @Test
    void bareControlCharactersAreNoJsonButTheirEscapesAreText() {
        assertThat(faults(read("{\"text\": \"a\0b\"}\n\0\0\0\n"))).containsExactly(Kind.NOT_JSON, Kind.NOT_JSON);
        assertThat(rows(read("{\"text\": \"a\\u0000b\"}"))).containsExactly(Row.plain(0, "a\0b"));
    }

    @Test
    void deepNestingIsSetAsideAndHugeNumbersArePassedOver() {
        String deep = "{\"text\": \"a\", \"x\": " + "[".repeat(200_000) + "]".repeat(200_000) + "}";
        assertThat(faults(read(deep))).containsExactly(Kind.TOO_DEEP);
        assertThat(faults(read("{\"text\": \"a\", \"x\": " + "{\"y\":".repeat(200_000)))).containsExactly(Kind.TOO_DEEP);

        String huge = "{\"text\": \"a\", \"x\": " + "9".repeat(500_000) + ", \"y\": 1e999999999, \"z\": -" + "1".repeat(100_000) + ".5}";
        assertThat(rows(read(huge))).containsExactly(Row.plain(0, "a"));
        assertThat(faults(read("{\"text\": \"a\", \"id\": " + "9".repeat(500_000) + "}"))).containsExactly(Kind.WRONG_TYPE);
    }

    @Test
    void theLongestLineIsReadAndOneByteMoreIsNot() {
        String head = "{\"text\": \"";
        String longest = head + "x".repeat(JsonLinesReader.LINE_BYTES_MAX - head.length() - 2) + "\"}";
        List<Read> all = read(longest + "\n" + longest + "\r\n" + longest + " \n" + longest + " \r\n" + longest + " ");

        assertThat(rows(all)).hasSize(2);
        assertThat(faults(all)).containsExactly(Kind.TOO_LONG, Kind.TOO_LONG, Kind.TOO_LONG);
        assertThat(all.get(3).bytes()).isEqualTo(JsonLinesReader.LINE_BYTES_MAX + 1);
    }

    @Test
    void aLineOfAGigabyteIsSkippedInConstantMemory() throws IOException {
        long gigabyte = 1L << 30;
        try (RowReader reader = new JsonLinesReader(new OneLongLine(gigabyte))) {
            assertThat(reader.next()).isNotNull().extracting(Read::result).isEqualTo(Row.plain(0, "before"));
            long before = used();
            Read endless = reader.next();
            assertThat(used() - before).as("bytes held").isLessThan(64 << 20);
            assertThat(endless).isNotNull();
            assertThat(endless.bytes()).isEqualTo(gigabyte);
            assertThat(endless.result()).isInstanceOfSatisfying(RowFault.class, fault -> {
                assertThat(fault.kind()).isEqualTo(Kind.TOO_LONG);
                assertThat(fault.line()).isEqualTo(2);
            });
            assertThat(reader.next()).isNotNull().extracting(Read::result).isEqualTo(Row.plain(2, "after"));
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void readingFromARecordOnGivesWhatReadingAllOfItGives() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append(i % 7 == 0 ? "broken\n" : i % 11 == 0 ? "\r\n" : "{\"text\": \"" + "é".repeat(i) + "\"}\n");
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        List<Read> all = read(bytes);
        for (int from : new int[] {1, 100, all.size() - 1}) {
            Read first = all.get(from);
            InputStream rest = new ByteArrayInputStream(bytes, (int) first.offset(), bytes.length);
            assertThat(drain(new JsonLinesReader(rest, first.offset(), first.line() - 1, first.ordinal())))
                    .isEqualTo(all.subList(from, all.size()));
        }
    }

    @Test
    void longFieldsAreNoLabelsAndOnlySomeAreKept() {
        StringBuilder many = new StringBuilder("{\"text\": \"a\", \"long\": \"" + "x".repeat(100) + "\"");
        for (int i = 0; i < 50; i++) {
            many.append(", \"l").append(i).append("\": \"v\"");
        }
        assertThat(rows(read(many + "}")).getFirst().labels()).hasSize(16).containsKey("l0").doesNotContainKey("long");
    }

    @Test
    void anyByteMayBeWrongAndRowsBeforeAndAfterAreReadAllTheSame() {
        Random random = new Random(42);
        byte[] line = "{\"id\": \"a\", \"messages\": [{\"role\": \"user\", \"content\": \"ä\\n\"}, {\"role\": \"assistant\", \"content\": \"b\"}], \"x\": [1, {\"y\": null}]}"
                .getBytes(UTF_8);
        byte[] sound = "{\"text\": \"sound\"}\n".getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = line.clone();
            for (int flips = 0; flips <= random.nextInt(3); flips++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(sound);
            file.writeBytes(broken);
            file.write('\n');
            file.writeBytes(sound);
            List<Read> all = read(file.toByteArray());
            assertThat(all.getFirst().result()).isEqualTo(Row.plain(0, "sound"));
            assertThat(all.getLast().result()).isInstanceOfSatisfying(Row.class, row -> assertThat(row.response()).isEqualTo("sound"));
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static List<Read> read(String text) {
        return read(text.getBytes(UTF_8));
    }

    private static List<Read> read(byte[] bytes) {
        return drain(new JsonLinesReader(new ByteArrayInputStream(bytes)));
    }

    private static List<Read> drain(RowReader reader) {
        List<Read> all = new ArrayList<>();
        try (reader) {
            for (Read read = reader.next(); read != null; read = reader.next()) {
                all.add(read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static List<Row> rows(List<Read> all) {
        return all.stream().map(Read::result).filter(Row.class::isInstance).map(Row.class::cast).toList();
    }

    private static List<Kind> faults(List<Read> all) {
        return all.stream().map(Read::result).filter(RowFault.class::isInstance).map(fault -> ((RowFault) fault).kind()).toList();
    }
}
