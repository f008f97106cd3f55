package io.sluice.registry.artifact;

import io.sluice.platform.error.SluiceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Unpacks what strangers packed: only plain files, few of them, and never much more than what came over the wire. */
public final class Archives {

    /** What a tar calls a file; everything else is a link, a device or holes. */
    private static final Set<Byte> PLAIN = Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM);
    private static final int ENTRIES_MAX = 64;
    private static final int RATIO_MAX = 100;
    /** Below this, a ratio says nothing. */
    private static final long SMALL_BYTES = 1 << 20;

    private Archives() {
    }

    /** Unpacks a zip, tar or gzipped tar, told apart by its first bytes. */
    public static void unpack(Path archive, StagedFolder into) throws IOException {
        byte[] head = head(archive);
        try {
            if (head.length >= 4 && head[0] == 'P' && head[1] == 'K') {
                zip(archive, into);
            } else if (head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
                try (InputStream in = Files.newInputStream(archive);
                        InputStream unzipped = new Ratio(new GZIPInputStream(in), Files.size(archive))) {
                    tar(unzipped, into);
                }
            } else if (head.length >= 262 && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
                    tar(in, into);
                }
            } else {
                throw SluiceException.user(415, "unsupported_media_type", "send multipart/form-data, a zip, a tar or a tar.gz", null);
            }
        } catch (IllegalArgumentException failure) {
            throw damaged();
        } catch (IOException failure) {
            if (diskFault(failure)) {
                throw failure;
            }
            throw damaged();
        }
    }

    /** Everything else is a fault of the archive, which the readers tell in many ways. */
    private static boolean diskFault(IOException failure) {
        return failure instanceof FileSystemException
                || String.valueOf(failure.getMessage()).contains("No space left");
    }

    private static byte[] head(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return in.readNBytes(262);
        }
    }

    private static void zip(Path archive, StagedFolder into) throws IOException {
        try (ZipFile file = ZipFile.builder().setPath(archive).get()) {
            int entries = 0;
            for (Enumeration<ZipArchiveEntry> all = file.getEntries(); all.hasMoreElements();) {
                ZipArchiveEntry entry = all.nextElement();
                requireFew(++entries);
                if (entry.isUnixSymlink() || !file.canReadEntryData(entry)) {
                    throw unsafe();
                }
                if (!entry.isDirectory()) {
                    try (InputStream content = new Ratio(file.getInputStream(entry), Files.size(archive))) {
                        into.add(entry.getName(), content);
                    }
                }
            }
        }
    }

    private static void tar(InputStream in, StagedFolder into) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            int entries = 0;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                requireFew(++entries);
                if (!entry.isDirectory() && !PLAIN.contains(entry.getLinkFlag())) {
                    throw unsafe();
                }
                if (!entry.isDirectory()) {
                    into.add(entry.getName(), tar);
                }
            }
        }
    }

    /** Ends a stream that gives more than a hundred times what it was made of. */
    private static final class Ratio extends InputStream {

        private final InputStream in;
        private long left;

        Ratio(InputStream in, long packed) {
            this.in = in;
            this.left = Math.max(SMALL_BYTES, packed * RATIO_MAX);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int at, int length) throws IOException {
            int got = in.read(bytes, at, length);
            left -= Math.max(0, got);
            if (left < 0) {
                throw SluiceException.user(422, "archive_bomb",
                        "the archive unpacks to more than " + RATIO_MAX + " times its size", null);
            }
            return got;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static void requireFew(int entries) {
        if (entries > ENTRIES_MAX) {
            throw SluiceException.user(422, "too_many_files", "an adapter's archive has at most " + ENTRIES_MAX + " entries", null);
        }
    }

    private static SluiceException unsafe() {
        return SluiceException.user(422, "unsafe_entry",
                "the archive holds something else than plain files: links and devices are not taken", "file");
    }

    private static SluiceException damaged() {
        return SluiceException.user(422, "damaged_archive", "the archive is cut or damaged", null);
    }
}
