package io.sluice.inference.registry;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.inference.adapter.AdapterFailedException;
import io.sluice.inference.adapter.AdapterSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * {@code GET /blobs/SHA256} of the registry, file by file. A file is checked while it comes: it ends the transfer at the
 * first byte too many, and has to have the digest that the manifest names; so has all of them together.
 */
public final class ArtifactDownload implements AdapterSource {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration FILE_LIMIT = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).version(HttpClient.Version.HTTP_1_1).build();
    private final URI registry;

    /** @param registry base address */
    public ArtifactDownload(URI registry) {
        this.registry = registry;
    }

    @Override
    public void fetch(AdapterManifest manifest, Path folder) throws InterruptedException {
        MessageDigest all = sha256();
        for (AdapterManifest.File file : manifest.files()) {
            if (!NAME.matcher(file.name()).matches() || !DIGEST.matcher(file.sha256()).matches()) {
                throw AdapterFailedException.unlikeManifest("its manifest names a file that is none");
            }
            all.update((file.name() + "\n" + file.bytes() + "\n").getBytes(StandardCharsets.UTF_8));
            fetch(file, folder.resolve(file.name()), all);
        }
        if (!hex(all).equals(manifest.digest())) {
            throw AdapterFailedException.unlikeManifest("its files together don't have the digest of its manifest");
        }
    }

    private void fetch(AdapterManifest.File file, Path target, MessageDigest all) throws InterruptedException {
        MessageDigest own = sha256();
        HttpRequest request = HttpRequest.newBuilder(registry.resolve("/blobs/" + file.sha256())).timeout(FILE_LIMIT).build();
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            Sink sink = new Sink(out, file.bytes(), own, all);
            int status = receive(request, sink);
            if (status != 200) {
                throw AdapterFailedException.unavailable("the registry answers " + status + " for " + file.name());
            }
            if (sink.left != 0 || !hex(own).equals(file.sha256())) {
                throw AdapterFailedException.unlikeManifest(file.name() + " is not what its manifest says");
            }
        } catch (IOException failed) {
            throw AdapterFailedException.unavailable(file.name() + " could not be written (" + failed.getClass().getSimpleName() + ")");
        }
    }

    private int receive(HttpRequest request, Sink sink) throws InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, head -> head.statusCode() == 200
                ? HttpResponse.BodySubscribers.ofByteArrayConsumer(sink::take) : HttpResponse.BodySubscribers.replacing(null));
        answer.whenComplete((response, failed) -> {
            if (failed == null) {
                sink.status.complete(response.statusCode());
            } else {
                sink.status.completeExceptionally(failed);
            }
        });
        try {
            return sink.status.get(FILE_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw AdapterFailedException.unavailable("the registry did not send a file within " + FILE_LIMIT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : failed.getCause();
            if (cause instanceof AdapterFailedException known) {
                throw known;
            }
            throw AdapterFailedException.unavailable("the registry can't be read (" + cause.getClass().getSimpleName() + ")");
        } finally {
            sink.over = true;
            answer.cancel(true);
        }
    }

    /** Writes and digests what comes, up to a bound. Used by one thread at a time; never throws into the client. */
    private static final class Sink {

        private final OutputStream out;
        private final MessageDigest own;
        private final MessageDigest all;
        /** Completed by the end of the answer, or earlier by what is wrong with it. */
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private volatile long left;
        private volatile boolean over;

        Sink(OutputStream out, long bytes, MessageDigest own, MessageDigest all) {
            this.out = out;
            this.left = bytes;
            this.own = own;
            this.all = all;
        }

        void take(Optional<byte[]> piece) {
            if (piece.isEmpty() || over) {
                return;
            }
            byte[] bytes = piece.get();
            if (bytes.length > left) {
                over = true;
                status.completeExceptionally(AdapterFailedException.unlikeManifest("a file is longer than its manifest says"));
                return;
            }
            own.update(bytes);
            all.update(bytes);
            try {
                out.write(bytes);
            } catch (IOException failed) {
                over = true;
                status.completeExceptionally(failed);
            }
            left -= bytes.length;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
