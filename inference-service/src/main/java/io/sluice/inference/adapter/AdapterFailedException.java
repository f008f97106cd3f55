package io.sluice.inference.adapter;

import io.sluice.contracts.generation.GenerateEvent.Failed;

/** An adapter can't be loaded, now or ever. */
public final class AdapterFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failed failure;
    private final boolean forGood;

    private AdapterFailedException(Failed failure, boolean forGood) {
        super(failure.message());
        this.failure = failure;
        this.forGood = forGood;
    }

    /** The same files will never do. */
    static AdapterFailedException rejected(String code, String reason) {
        return new AdapterFailedException(new Failed("user", code, reason, Failures.PARAM), true);
    }

    /** Files that are not what the manifest says. */
    public static AdapterFailedException unlikeManifest(String reason) {
        return rejected("adapter_digest_mismatch", reason);
    }

    /** Another try may succeed. */
    public static AdapterFailedException unavailable(String reason) {
        return new AdapterFailedException(new Failed("external", "adapter_unavailable", reason, null), false);
    }

    static AdapterFailedException exhausted(String reason) {
        return new AdapterFailedException(new Failed("capacity", "adapters_exhausted", reason, null), false);
    }

    Failed failure() {
        return failure;
    }

    boolean forGood() {
        return forGood;
    }
}
