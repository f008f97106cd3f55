package io.sluice.benchmarks.engine.model;

import io.sluice.inference.quantization.BlockFormat;
import io.sluice.inference.quantization.ModelQuantizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The same random model in all formats, on disk: Hugging Face folders for engines on the JVM and GGUF files for
 * llama.cpp. What is there stays; what is missing is written beside its place and moved there when it is whole, so that
 * an interrupted run leaves nothing half-done that looks finished.
 */
public final class ModelCache {

    /** Part of the folder's name: raise it when the files of a seed change. */
    private static final int EDITION = 1;
    private static final double SPARE = 1.05;
    /** Scales of 32 weights are floats in our folders and half as long in GGUF. */
    private static final double SCALE_BYTES = 4.0 / 32;
    private static final long TOKENIZER_BYTES = 16L << 20;

    private final Path base;
    private final ModelShape shape;
    private final long seed;
    private final Consumer<String> progress;

    /** @param progress hears what is being written, since it takes seconds to minutes */
    public ModelCache(Path cache, ModelShape shape, long seed, Consumer<String> progress) {
        this.base = cache.resolve("%s-%d-seed%d".formatted(shape.name(), EDITION, seed));
        this.shape = shape;
        this.seed = seed;
        this.progress = progress;
    }

    public Path folder(Format format) {
        return base.resolve(format.fileName());
    }

    public Path gguf(Format format) {
        return base.resolve(format.fileName() + ".gguf");
    }

    /**
     * Writes what is missing.
     *
     * @param gguf whether GGUF files are wanted too
     * @throws NoSpaceException when the disk has too little room; nothing has been written
     */
    public void prepare(Collection<Format> formats, boolean gguf) throws IOException {
        Files.createDirectories(base);
        Set<Format> folders = EnumSet.of(Format.BF16);
        folders.addAll(formats);
        requireSpace(missingBytes(folders, formats, gguf));
        removeUnfinished();
        for (Format format : folders.stream().sorted(Comparator.reverseOrder()).toList()) {
            if (!Files.exists(folder(format))) {
                writeFolder(format);
            }
        }
        for (Format format : formats) {
            if (gguf && !Files.exists(gguf(format))) {
                progress.accept("writing " + gguf(format));
                Path part = part(gguf(format));
                GgufConversion.convert(folder(format), part);
                Files.move(part, gguf(format), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void writeFolder(Format format) throws IOException {
        progress.accept(format == Format.BF16
                ? String.format(Locale.ROOT, "writing %s: %.3f billion random weights", folder(format), shape.parameters() / 1e9)
                : "quantising to " + folder(format));
        if (format == Format.BF16) {
            Path part = part(folder(format));
            RandomModelFolder.write(shape, seed, part);
            Files.move(part, folder(format), StandardCopyOption.ATOMIC_MOVE);
        } else {
            new ModelQuantizer(BlockFormat.valueOf(format.name()), (number, count, tensor, sizes, from, error) -> { })
                    .quantize(folder(Format.BF16), folder(format));
        }
    }

    private static Path part(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".part");
    }

    private void removeUnfinished() throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            for (Path entry : entries.filter(path -> path.getFileName().toString().endsWith(".part")).toList()) {
                try (Stream<Path> files = Files.walk(entry)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private long missingBytes(Collection<Format> folders, Collection<Format> formats, boolean gguf) {
        long bytes = 0;
        for (Format format : folders) {
            bytes += Files.exists(folder(format)) ? 0 : folderBytes(format);
        }
        for (Format format : formats) {
            bytes += !gguf || Files.exists(gguf(format)) ? 0 : ggufBytes(format);
        }
        return bytes;
    }

    /** Quantised files keep the embedding in BF16 beside the quantised head. */
    private long ggufBytes(Format format) {
        long embedding = format == Format.BF16 ? 0 : Format.BF16.bytes((long) shape.vocabulary() * shape.width());
        return TOKENIZER_BYTES + embedding + format.bytes(shape.matrixWeights());
    }

    private long folderBytes(Format format) {
        return ggufBytes(format) + (format == Format.BF16 ? 0 : (long) (shape.matrixWeights() * SCALE_BYTES / 2));
    }

    private void requireSpace(long bytes) throws IOException {
        long needed = (long) (bytes * SPARE);
        long free = Files.getFileStore(base).getUsableSpace();
        if (needed > free) {
            throw new NoSpaceException(String.format(Locale.ROOT,
                    "the models need %.1f GB more in %s and the disk has %.1f GB: free some, or name another folder with --cache",
                    needed / 1e9, base, free / 1e9));
        }
        if (bytes > 0) {
            progress.accept(String.format(Locale.ROOT, "models to write: %.1f GB in %s (%.1f GB free)", bytes / 1e9, base, free / 1e9));
        }
    }

    /** The disk is too small; the message says by how much. */
    public static final class NoSpaceException extends IOException {

        private static final long serialVersionUID = 1;

        NoSpaceException(String message) {
            super(message);
        }
    }
}
