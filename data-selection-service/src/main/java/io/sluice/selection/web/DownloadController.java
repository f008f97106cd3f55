package io.sluice.selection.web;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Data sets as bytes. */
@RestController
class DownloadController {

    static final MediaType JSON_LINES = MediaType.parseMediaType("application/jsonl");
    private static final int CHUNK = 1 << 16;
    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private final StoredSets stored;
    private final DataSetStore store;
    private final Scheduler disk;

    DownloadController(StoredSets stored, DataSetStore store, Scheduler disk) {
        this.stored = stored;
        this.store = store;
        this.disk = disk;
    }

    /** All records, faulty ones included, as JSON lines: their SHA-256 is the set's digest. */
    @GetMapping("/datasets/{dataset}/download")
    Mono<ResponseEntity<Flux<DataBuffer>>> download(@PathVariable String dataset) {
        return stored.blocking(() -> {
            DataSet set = stored.get(dataset);
            return ResponseEntity.ok().contentType(JSON_LINES).contentLength(set.bytes()).eTag('"' + set.digest() + '"')
                    .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + set.digest() + ".jsonl\"")
                    .body(DataBufferUtils.readInputStream(() -> rows(set), BUFFERS, CHUNK).subscribeOn(disk));
        });
    }

    private InputStream rows(DataSet set) throws IOException {
        return Channels.newInputStream(store.open(set.digest(), Part.ROWS).orElseThrow(() -> new IOException("the data set is gone")));
    }
}
