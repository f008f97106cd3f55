package io.sluice.benchmarks.workflow.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReplyBookTest {

    private static final ObjectNode QUESTION = JsonMapper.shared().createObjectNode().put("q", "1+1");
    private static final ObjectNode ANSWER = JsonMapper.shared().createObjectNode().put("a", "2");

    @Test
    void keepsWhatWasSaidAndDropsALineThatAKillCut(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("replies");
        try (ReplyBook book = new ReplyBook(file)) {
            book.add(QUESTION, ANSWER);
        }
        Files.writeString(file, "{\"request\":{\"q\":\"2+", StandardOpenOption.APPEND);
        ObjectNode other = QUESTION.deepCopy().put("q", "2+2");
        try (ReplyBook book = new ReplyBook(file)) {
            assertThat(book.find(QUESTION)).isEqualTo(ANSWER);
            assertThat(book.find(other)).isNull();
            book.add(other, ANSWER);
        }
        try (ReplyBook book = new ReplyBook(file)) {
            assertThat(book.find(other)).isEqualTo(ANSWER);
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
