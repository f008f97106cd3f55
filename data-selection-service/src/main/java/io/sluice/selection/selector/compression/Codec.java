package io.sluice.selection.selector.compression;

/**
 * Sizes of one compressor at one level, in bytes, without its container's. One thread at a time; it keeps its memory, so that
 * no row costs any.
 */
interface Codec {

    /** What the format of files adds to each text: header, lengths, checksums. */
    int container();

    /** Keeps a text as the first part of pairs. @return its size */
    int first(byte[] text, int length);

    /** The size of the first part followed by a second. */
    int both(byte[] second, int length);

    /** Keeps a text as what was read before any other. It replaces the first part of pairs. */
    void prime(byte[] text, int length);

    /** The size of a text to somebody who has what was primed. */
    int primed(byte[] text, int length);

    /** How far back the format reaches, in bytes. */
    int window();
}
