package io.sluice.selection.job;

/** Somebody is told of changes until this is closed. */
@FunctionalInterface
public interface Following extends AutoCloseable {

    @Override
    void close();
}
