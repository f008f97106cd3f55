package io.sluice.selection.dataset;

import io.sluice.selection.row.RowResult;

/**
 * A record that was read.
 *
 * @param ordinal among all records, from 0
 * @param line    of the file, from 1; blank lines count here
 * @param offset  of its first byte
 * @param bytes   of the record without its line break
 */
public record Read(long ordinal, long line, long offset, long bytes, RowResult result) {
}
