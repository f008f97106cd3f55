package io.sluice.selection.dataset;

/** What an upload is, by its first bytes; names lie. */
public enum Format {

    JSON_LINES,
    JSON_LINES_GZIP,
    PARQUET;

    /** Bytes that decide. */
    static final int HEAD_BYTES = 4;

    static Format of(byte[] head) {
        if (head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return JSON_LINES_GZIP;
        }
        if (head.length >= 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && head[3] == '1') {
            return PARQUET;
        }
        return JSON_LINES;
    }
}
