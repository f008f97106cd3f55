package io.sluice.selection.row;

/** What a record of a data set turned out to be. */
public sealed interface RowResult permits Row, RowFault {
}
