package io.sluice.selection.remote;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/** A file as a request's body that tells how much of it is on its way. */
final class CountedFile implements HttpRequest.BodyPublisher {

    private final HttpRequest.BodyPublisher file;
    private final LongConsumer sent;

    /** @param sent told of the bytes so far, on whichever thread sends */
    CountedFile(Path file, LongConsumer sent) throws FileNotFoundException {
        this.file = HttpRequest.BodyPublishers.ofFile(file);
        this.sent = sent;
    }

    @Override
    public long contentLength() {
        return file.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        file.subscribe(new Flow.Subscriber<>() {

            private long bytes;

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer piece) {
                bytes += piece.remaining();
                sent.accept(bytes);
                subscriber.onNext(piece);
            }

            @Override
            public void onError(Throwable failure) {
                subscriber.onError(failure);
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
            }
        });
    }
}
