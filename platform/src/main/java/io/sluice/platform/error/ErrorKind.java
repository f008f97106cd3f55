package io.sluice.platform.error;

/** Whose fault a failure is, which is also what a caller may do about it. */
public enum ErrorKind {
    /** The request is wrong: change it. */
    USER,
    /** Too much at once: come back later. */
    CAPACITY,
    /** Something this service needs is away: try again. */
    EXTERNAL,
    /** A bug here. */
    INTERNAL
}
