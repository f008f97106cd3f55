package io.sluice.registry.artifact;

import io.sluice.platform.error.SluiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** The one folder of this machine that adapters may be read from; nothing outside of it can be named, by link or by dots. */
public final class LocalFolder {

    private final Optional<Path> root;

    /** @param root empty: nothing may be read */
    public LocalFolder(Optional<Path> root) {
        this.root = root;
    }

    /** @param wanted a folder, absolute or from the root on */
    public void copy(String wanted, StagedFolder into) throws IOException {
        Path folder = resolve(wanted);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw SluiceException.user(422, "unsafe_entry", "the folder holds something else than plain files",
                            String.valueOf(file.getFileName()));
                }
                try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                    into.add(String.valueOf(file.getFileName()), in);
                }
            }
        } catch (NotDirectoryException file) {
            throw notThere();
        }
    }

    private Path resolve(String wanted) throws IOException {
        Path allowed = root.orElseThrow(() -> SluiceException.user(403, "imports_off",
                "reading folders of the registry's machine is off (sluice.registry.import-folder); upload the files", "path"));
        try {
            Path real = allowed.toRealPath();
            Path folder = real.resolve(wanted).toRealPath();
            if (!folder.startsWith(real)) {
                throw notThere();
            }
            return folder;
        } catch (NoSuchFileException | InvalidPathException none) {
            throw notThere();
        }
    }

    /** The same for what is not there and what is elsewhere: nobody learns what is on the disk. */
    private static SluiceException notThere() {
        return SluiceException.user(404, "folder_not_found", "there is no such folder among those that may be imported", "path");
    }
}
