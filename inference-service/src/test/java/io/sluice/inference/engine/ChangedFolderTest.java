package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a model when somebody touches its folder. */
class ChangedFolderTest {

    private static final String WEIGHTS = "model.safetensors";
    private static final int[] TOKENS = IntStream.range(0, 70).map(i -> i * 4).toArray();

    @TempDir
    private Path folder;

    enum Touch {
        TRUNCATED {
            @Override
            void touch(Path file) throws IOException {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        },
        OVERWRITTEN {
            @Override
            void touch(Path file) throws IOException {
                byte[] noise = new byte[(int) Files.size(file)];
                Arrays.fill(noise, (byte) 0x7F);
                Files.write(file, noise, StandardOpenOption.WRITE);
            }
        },
        DELETED {
            @Override
            void touch(Path file) throws IOException {
                Files.delete(file);
            }
        };

        abstract void touch(Path file) throws IOException;
    }

    private static float[] last(LanguageModel model) {
        try (KvCache cache = model.allocate(TOKENS.length)) {
            return model.forward(List.of(new Segment(cache, TOKENS, Logits.LAST))).getFirst()[0].clone();
        }
    }

    @ParameterizedTest
    @EnumSource(Touch.class)
    void aLoadedModelGoesOnAndTheNextLoadNamesTheReason(Touch touch) throws IOException {
        try (LanguageModel model = ModelLoader.load(TinyModelFolder.llama().writeTo(folder), "tiny")) {
            float[] before = last(model);
            touch.touch(folder.resolve(WEIGHTS));
            assertThat(last(model)).containsExactly(before);
            assertThatThrownBy(() -> ModelLoader.load(folder, "again")).isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining(touch == Touch.DELETED ? "is there" : "truncated or no safetensors file");
            assertThat(last(model)).containsExactly(before);
        }
    }

    @Test
    void anotherModelInItsPlaceIsAnotherModel() throws IOException {
        try (LanguageModel first = ModelLoader.load(TinyModelFolder.llama().writeTo(folder), "tiny")) {
            float[] before = last(first);
            TinyModelFolder.llama().seed(9).writeTo(folder);
            try (LanguageModel second = ModelLoader.load(folder, "tiny")) {
                assertThat(last(second)).isNotEqualTo(before);
                assertThat(second.info().digest()).isNotEqualTo(first.info().digest());
            }
            assertThat(last(first)).containsExactly(before);
        }
    }

    @Test
    void aChangeWhileItIsReadIsNoticed() throws IOException {
        TinyModelFolder.llama().writeTo(folder);
        FolderState state = FolderState.of(folder, Set.of(WEIGHTS, "config.json", "chat_template.jinja"));
        state.requireUnchanged(folder);
        Path aside = Files.move(folder.resolve(WEIGHTS), folder.resolve("aside"));
        notices(state, WEIGHTS);
        Files.copy(aside, folder.resolve(WEIGHTS));
        notices(state, WEIGHTS);
        Files.move(aside, folder.resolve(WEIGHTS), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        state.requireUnchanged(folder);
        Files.writeString(folder.resolve("chat_template.jinja"), "new");
        notices(state, "chat_template.jinja");
    }

    private void notices(FolderState state, String name) {
        assertThatThrownBy(() -> state.requireUnchanged(folder)).isInstanceOf(ModelRefusedException.class)
                .hasMessage(name + " was changed while it was read");
    }
}
