package io.sluice.inference.hub;

import org.jspecify.annotations.Nullable;

/**
 * A file of a repository.
 *
 * @param name   without folders
 * @param bytes  its size
 * @param sha256 of its content, for files in large file storage
 */
record HubFile(String name, long bytes, @Nullable String sha256) {
}
