package io.sluice.inference.hub;

import java.io.IOException;

/** A repository that can't be fetched. The message is one sentence for the person who asked, without the token. */
public final class HubException extends IOException {

    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
