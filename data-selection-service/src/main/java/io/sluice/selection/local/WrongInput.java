package io.sluice.selection.local;

/** What the caller has to change; the message names the option or field. */
final class WrongInput extends Exception {

    private static final long serialVersionUID = 1;

    WrongInput(String message) {
        super(message);
    }
}
