package io.sluice.standalone.check;

/** Why a start would fail, found before anything was started. */
public record Problem(String message) {
}
