package io.sluice.benchmarks.selection.real;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A file, on its own or in an archive of sources. */
sealed interface Source {

    /** Of longer ones, packed or not, the beginning is read. */
    int BYTES_MAX = 1 << 18;

    /** The same on machines that have the same files. */
    String name();

    /** Empty where it is not UTF-8, or no longer there. */
    Optional<String> text() throws IOException;

    /** @param path below the root */
    record Plain(Path root, String name) implements Source {

        @Override
        public Optional<String> text() throws IOException {
            Path file = root.resolve(name);
            if (!Files.isReadable(file)) {
                return Optional.empty();
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                return utf8(name.endsWith(".gz") ? new GZIPInputStream(in) : in);
            } catch (ZipException damaged) {
                return Optional.empty();
            }
        }
    }

    /** Of a JDK's {@code src.zip}. */
    record Zipped(ZipFile zip, String name) implements Source {

        @Override
        public Optional<String> text() throws IOException {
            ZipEntry entry = zip.getEntry(name);
            try (InputStream in = entry == null ? new ByteArrayInputStream(new byte[0]) : zip.getInputStream(entry)) {
                return utf8(in);
            }
        }
    }

    private static Optional<String> utf8(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(BYTES_MAX);
        int length = bytes.length;
        if (length == BYTES_MAX) {
            // Up to the last whole line: a character may be cut.
            while (length > 0 && bytes[length - 1] != '\n') {
                length--;
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString());
        } catch (CharacterCodingException otherwise) {
            return Optional.empty();
        }
    }
}
