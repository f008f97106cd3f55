package io.sluice.inference.hub;

import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.util.ProgressReporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a model repository from a Hugging Face hub into a folder that jlama knows: {@code DIR/OWNER_NAME}, finished
 * when it holds {@code .finished}, with jlama's way to report progress.
 *
 * <p>jlama's own transfer is not used: its host is a constant, it begins a broken file again, it waits without bounds and
 * hands the access token to every host that it is sent to. A run that breaks off is gone on with by the next.
 */
public final class ModelDownloader {

    /** Where repositories are looked for unless told otherwise. */
    public static final URI HUB = URI.create("https://huggingface.co");

    private static final String FINISHED = ".finished";
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);
    private static final long SPARE_BYTES = 64L << 20;

    private final HubConnection hub;
    private final ProgressReporter progress;

    /** @param token access token for the hub, sent to {@code hub} only; null for public models */
    public ModelDownloader(URI hub, @Nullable String token, ProgressReporter progress) {
        this(hub, token, SILENCE_MAX, progress);
    }

    ModelDownloader(URI hub, @Nullable String token, Duration silenceMax, ProgressReporter progress) {
        this.hub = new HubConnection(hub, token, silenceMax);
        this.progress = progress;
    }

    /**
     * @param revision  branch, tag or commit
     * @param directory parent of the model's folder
     * @return the model's folder
     * @throws HubException when the repository can't be had
     */
    public Path fetch(HubRepository repository, String revision, Path directory) throws IOException {
        HubRepository.requireRevision(revision);
        Path folder = SafeTensorSupport.constructLocalModelPath(
                directory.toString(), repository.owner(), repository.name());
        if (Files.exists(folder.resolve(FINISHED))) {
            return folder;
        }
        List<HubFile> files = HubListing.needed(repository, hub.listing(repository, revision));
        Files.createDirectories(folder);
        requireSpace(folder, files);
        FileDownload download = new FileDownload(hub, repository, revision, folder, progress);
        for (HubFile file : files) {
            download.run(file);
        }
        if (!SafeTensorSupport.isModelLocal(folder)) {
            throw new HubException(repository + " names weight files in its index that it doesn't hold");
        }
        Files.writeString(folder.resolve(FINISHED), repository + " " + revision + "\n");
        return folder;
    }

    private static void requireSpace(Path folder, List<HubFile> files) throws IOException {
        long needed = SPARE_BYTES;
        for (HubFile file : files) {
            Path target = folder.resolve(file.name());
            Path part = folder.resolve(file.name() + ".part");
            long have = Files.exists(target) ? Files.size(target) : Files.exists(part) ? Files.size(part) : 0;
            needed += Math.max(0, file.bytes() - have);
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new HubException("the disk has " + (free >> 20) + " MiB free and the model needs " + (needed >> 20));
        }
    }
}
