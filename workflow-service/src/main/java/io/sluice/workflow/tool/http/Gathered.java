package io.sluice.workflow.tool.http;

import java.io.ByteArrayOutputStream;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What has come of an answer. Of one exchange. */
final class Gathered {

    /** More came than is taken. */
    static final class TooLargeException extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("too large", null, false, false);
        }
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;

    Gathered(int most) {
        this.most = most;
    }

    Gathered plus(byte[] more) {
        if (bytes.size() + more.length > most) {
            throw new TooLargeException();
        }
        bytes.writeBytes(more);
        return this;
    }

    boolean enough(@Nullable Predicate<byte[]> enough) {
        return enough != null && bytes.size() > 0 && enough.test(bytes.toByteArray());
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
