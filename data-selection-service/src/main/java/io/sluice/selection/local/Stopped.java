package io.sluice.selection.local;

/** Somebody asked the process to stop; what was done is kept. */
final class Stopped extends Exception {

    private static final long serialVersionUID = 1;

    private final int shardsDone;
    private final int shards;

    Stopped(int shardsDone, int shards) {
        super("stopped");
        this.shardsDone = shardsDone;
        this.shards = shards;
    }

    int shardsDone() {
        return shardsDone;
    }

    int shards() {
        return shards;
    }
}
