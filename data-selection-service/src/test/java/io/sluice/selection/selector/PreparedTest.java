package io.sluice.selection.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PreparedTest {

    private static final Prepared PREPARED = new Prepared("one", 3, new Settings(new TreeMap<>(Map.of("a", 1.5, "b", "text"))), -5,
            new byte[] {1, 2, 3});

    @Test
    void comesBackAsItWas() throws SelectorException {
        Prepared read = Prepared.read(PREPARED.toBytes());

        assertThat(read).isEqualTo(PREPARED);
        assertThat(read.toBytes()).isEqualTo(PREPARED.toBytes());
        assertThat(read.settings()).isEqualTo(PREPARED.settings());
    }

    @Test
    void everyDamagedByteIsSeen() {
        byte[] bytes = PREPARED.toBytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> Prepared.read(damaged)).as("byte %d", i).isInstanceOfSatisfying(SelectorException.class,
                    wrong -> assertThat(wrong.code()).isEqualTo(SelectorException.Code.BAD_PREPARED));
        }
    }

    @Test
    void everyMissingEndIsSeen() {
        byte[] bytes = PREPARED.toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Prepared.read(part)).as("length %d", length).isInstanceOf(SelectorException.class);
        }
        assertThatThrownBy(() -> Prepared.read(Arrays.copyOf(bytes, bytes.length + 1))).isInstanceOf(SelectorException.class);
    }
}
