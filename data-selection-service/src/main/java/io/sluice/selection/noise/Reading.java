package io.sluice.selection.noise;

/** What a row's work turned out to be. */
sealed interface Reading permits Trace, Untraceable {
}
