package io.sluice.standalone.launch;

import io.sluice.standalone.check.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The platform can't start; everything that had started is stopped. The message is for the user. */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
    }
}
