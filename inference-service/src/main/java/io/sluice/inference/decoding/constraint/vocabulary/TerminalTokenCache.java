package io.sluice.inference.decoding.constraint.vocabulary;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The least recently used give way beyond 64 MiB. */
final class TerminalTokenCache {

    private static final long BYTES_MAX = 64L << 20;

    private record Key(Terminal terminal, int state) {}

    private final Map<Key, TerminalTokens> entries = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;

    @Nullable TerminalTokens get(Terminal terminal, int state) {
        return entries.get(new Key(terminal, state));
    }

    void put(Terminal terminal, int state, TerminalTokens tokens) {
        TerminalTokens old = entries.put(new Key(terminal, state), tokens);
        bytes += tokens.bytes() - (old == null ? 0 : old.bytes());
        var oldest = entries.entrySet().iterator();
        while (bytes > BYTES_MAX && oldest.hasNext()) {
            bytes -= oldest.next().getValue().bytes();
            oldest.remove();
        }
    }
}
