package io.sluice.selection.web;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.concurrent.Callable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Files as answers, read as fast as the caller takes them. */
public final class Downloads {

    static final MediaType JSON_LINES = MediaType.parseMediaType("application/jsonl");
    private static final int CHUNK = 1 << 16;
    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private final DataSetStore store;
    private final Scheduler disk;

    public Downloads(DataSetStore store, Scheduler disk) {
        this.store = store;
        this.disk = disk;
    }

    ResponseEntity<Flux<DataBuffer>> of(DataSet set) {
        return head(set.digest(), set.digest() + ".jsonl").contentLength(set.bytes()).body(body(() -> rows(set)));
    }

    /**
     * @param digest of the bytes
     * @param open   called when they are asked for
     */
    ResponseEntity<Flux<DataBuffer>> of(String digest, String file, Callable<InputStream> open) {
        return head(digest, file).body(body(open));
    }

    private static ResponseEntity.BodyBuilder head(String digest, String file) {
        return ResponseEntity.ok().contentType(JSON_LINES).eTag('"' + digest + '"')
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"");
    }

    private Flux<DataBuffer> body(Callable<InputStream> open) {
        return DataBufferUtils.readInputStream(open, BUFFERS, CHUNK).subscribeOn(disk);
    }

    private InputStream rows(DataSet set) throws IOException {
        return Channels.newInputStream(store.open(set.digest(), Part.ROWS).orElseThrow(() -> new IOException("the data set is gone")));
    }
}
