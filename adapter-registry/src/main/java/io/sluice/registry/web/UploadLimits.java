package io.sluice.registry.web;

import java.nio.file.Path;

/**
 * @param staging   folder for uploads on their way
 * @param bytesMax  of all files of one adapter
 * @param atOnceMax uploads at a time
 */
public record UploadLimits(Path staging, long bytesMax, int atOnceMax) {
}
