package io.sluice.contracts.selection;

/**
 * A data set as a job found it; it does not change.
 *
 * @param digest  SHA-256 of its rows, hex
 * @param records rows and what is no row
 * @param rows    that can be chosen
 * @param shards  that it is worked on in
 */
public record SelectionInput(String digest, long records, long rows, int shards) {
}
