package io.sluice.standalone.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The {@code redis-server} program that embedded-redis carries for this system. */
final class RedisBinary {

    private RedisBinary() {
    }

    /**
     * Unpacks the program into {@code folder} unless it is there.
     *
     * @throws IOException also when the library has no program for this system
     */
    static Path unpack(Path folder) throws IOException {
        OsArchitecture system = OsArchitecture.detectOSandArchitecture();
        Map<OsArchitecture, String> carried = ExecutableProvider.newProvidedVersionsMap();
        String resource = carried.get(system);
        if (resource == null) {
            throw new IOException("embedded-redis carries no redis-server for " + system.os + " " + system.arch);
        }
        Path target = folder.resolve(new File(resource).getName());
        if (Files.isExecutable(target)) {
            return target;
        }
        Files.createDirectories(folder);
        // Written aside and moved, so that an interrupted start leaves no half program.
        Path part = Files.createTempFile(folder, "redis-server", ".part");
        try (InputStream program = RedisBinary.class.getResourceAsStream(resource)) {
            if (program == null) {
                throw new IOException("embedded-redis lacks its own resource " + resource);
            }
            Files.copy(program, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
