package io.sluice.inference.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which files a folder has, by size, time and identity, so that a change while they are read is noticed. */
record FolderState(Map<String, String> files) {

    static FolderState of(Path folder, Collection<String> names) {
        Map<String, String> files = new TreeMap<>();
        for (String name : names) {
            files.put(name, state(folder.resolve(name)));
        }
        return new FolderState(files);
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
        } catch (NoSuchFileException absent) {
            return "absent";
        } catch (IOException e) {
            throw new ModelRefusedException("a file can't be read: " + e.getMessage(), e);
        }
    }

    /** @throws ModelRefusedException when a file is no longer what it was */
    void requireUnchanged(Path folder) {
        FolderState now = of(folder, files.keySet());
        for (String name : new TreeSet<>(files.keySet())) {
            if (!files.get(name).equals(now.files.get(name))) {
                throw new ModelRefusedException(name + " was changed while it was read");
            }
        }
    }
}
