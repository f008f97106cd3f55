package io.sluice.selection.remote;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.PipelineRequest.Match;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import io.sluice.selection.local.Console;
import io.sluice.selection.remote.ServiceClient.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a command was given, as the service takes it. */
final class Given {

    /** A smaller file is there at once. */
    private static final long TOLD_BYTES = 8 << 20;

    private final ServiceClient client;
    private final Console console;
    private final PrintStream out;

    Given(ServiceClient client, Console console, PrintStream out) {
        this.client = client;
        this.console = console;
        this.out = out;
    }

    /** What is a file is uploaded; there already, it is found again by its digest. */
    String set(String given) throws IOException, InterruptedException, RefusedException {
        Path file = Path.of(given);
        if (!Files.isRegularFile(file) && !given.contains("/") && !given.endsWith(".jsonl")) {
            return given;
        }
        long bytes = Files.isRegularFile(file) ? Files.size(file) : 0;
        console.begin();
        String digest = client.upload(file, sent -> {
            if (bytes > TOLD_BYTES) {
                console.progress("upload", sent, bytes, given);
            }
        });
        console.clear();
        out.println(given + " is " + digest);
        return digest;
    }

    /** {@code --budget}. */
    static Amount amount(String budget) throws RefusedException {
        try {
            return budget.endsWith("%") ? Amount.ofShare(Double.parseDouble(budget.substring(0, budget.length() - 1)) / 100)
                    : budget.contains(".") ? Amount.ofShare(Double.parseDouble(budget)) : Amount.ofRows(Long.parseLong(budget));
        } catch (NumberFormatException none) {
            throw new RefusedException("--budget " + budget + ": has to be a number of rows, such as 5000, or a share, such as 0.1 or 10%");
        }
    }

    /** {@code --match}. */
    static Match match(String match) throws RefusedException {
        Match right = match.equals("answer") ? Match.ANSWER : Match.EXACT;
        if (!match.equals(right.name().toLowerCase(Locale.ROOT))) {
            throw new RefusedException("--match " + match + ": is exact or answer");
        }
        return right;
    }

    /** All that is wrong, a line each. */
    static void check(List<Problem> problems) throws RefusedException {
        if (!problems.isEmpty()) {
            throw new RefusedException(String.join(System.lineSeparator(), problems.stream().map(each -> each.field() + " " + each.message()).toList()));
        }
    }
}
