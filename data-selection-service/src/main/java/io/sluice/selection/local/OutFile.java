package io.sluice.selection.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file whole or not at all. */
final class OutFile {

    private OutFile() {
    }

    static void write(Path file, InputStream lines) throws IOException, WrongInput {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw new WrongInput("--out: " + (Files.isDirectory(file) ? file + " is a folder" : "there is no folder " + folder));
        }
        Path part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                lines.transferTo(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
