package io.sluice.benchmarks.selection.real;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The files of each kind below a root, in an order that follows from their names alone. Links are not followed. */
final class Sources implements AutoCloseable {

    /** A machine with more is not looked through to its end. */
    private static final int FILES_MAX = 2_000_000;
    private static final List<String> FOLDERS = List.of("share", "lib");

    private final Map<Kind, List<Source>> found = new EnumMap<>(Kind.class);
    private final @Nullable ZipFile javaSource;

    /**
     * @param root       {@code /usr}, or what stands for it
     * @param javaSource a JDK's {@code src.zip}, whose files are of kind {@link Kind#JAVA}
     */
    Sources(Path root, @Nullable Path javaSource) throws IOException {
        for (Kind kind : Kind.values()) {
            found.put(kind, new ArrayList<>());
        }
        for (String folder : FOLDERS) {
            if (Files.isDirectory(root.resolve(folder))) {
                Files.walkFileTree(root.resolve(folder), new Walk(root));
            }
        }
        this.javaSource = javaSource == null ? null : new ZipFile(javaSource.toFile());
        ZipFile zip = this.javaSource;
        if (zip != null) {
            zip.stream().map(java.util.zip.ZipEntry::getName).filter(name -> name.endsWith(".java"))
                    .forEach(name -> of(Kind.JAVA).add(new Source.Zipped(zip, name)));
        }
        found.values().forEach(sources -> sources.sort(java.util.Comparator.comparing(Source::name)));
    }

    List<Source> of(Kind kind) {
        return found.get(kind);
    }

    private final class Walk extends SimpleFileVisitor<Path> {

        private final Path root;
        private int files;

        private Walk(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                for (Kind kind : Kind.values()) {
                    if (kind.has(name)) {
                        of(kind).add(new Source.Plain(root, name));
                        break;
                    }
                }
            }
            return ++files < FILES_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
        }
    }

    @Override
    public void close() throws IOException {
        if (javaSource != null) {
            javaSource.close();
        }
    }
}
