package io.sluice.standalone.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks what the arguments say, or line by line what is typed or piped in. */
@Command(name = "chat", mixinStandardHelpOptions = true, description = {
    "Talk to the running platform. On a terminal the large model's words are bold.",
    "The key is that of the data directory, or SLUICE_API_KEY."})
public final class ChatCommand implements Callable<Integer> {

    private static final int TURNS_MAX = 40;
    private static final String STANDARD = "http://127.0.0.1:8080";

    @Parameters(arity = "0..*", paramLabel = "QUESTION", description = "Ask this and end")
    private List<String> question = new ArrayList<>();

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "sluice-auto", description = "default: ${DEFAULT-VALUE}")
    private String model = "sluice-auto";

    @Option(names = "--policy", paramLabel = "NAME", description = "small, large, probe, cascade, entropy or random (default: the router's)")
    private @Nullable String policy;

    @Option(names = "--history", description = "Send the earlier questions and answers along (the shipped models know single questions only)")
    private boolean history;

    @Option(names = "--data", paramLabel = "DIR", description = "The platform's data directory (default: data)")
    private Path data = Path.of(System.getProperty("sluice.home", "")).resolve("data");

    @Option(names = "--url", paramLabel = "URL", description = "The gateway (default: that of the data directory, else " + STANDARD + ")")
    private @Nullable URI url;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> key = key();
        if (key.isEmpty()) {
            err.println("There is no API key: start the platform once with ./sluice up, name its folder with --data, or set SLUICE_API_KEY.");
            return 1;
        }
        try (ChatClient client = new ChatClient(gateway(), key.get())) {
            boolean styled = Boolean.getBoolean("sluice.terminal");
            Transcript transcript = new Transcript(spec.commandLine().getOut(), err, styled, styled ? client.largest() : Optional.empty());
            return question.isEmpty() ? converse(client, transcript) : ask(client, transcript, new ArrayList<>(), String.join(" ", question));
        }
    }

    private int converse(ChatClient client, Transcript transcript) throws IOException, InterruptedException {
        boolean prompt = Boolean.getBoolean("sluice.prompt");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<Turn> turns = new ArrayList<>();
        int status = 0;
        while (true) {
            if (prompt) {
                transcript.out().print("> ");
                transcript.out().flush();
            }
            String line = lines.readLine();
            if (line == null || line.strip().equals("/quit")) {
                return status;
            }
            if (line.strip().equals("/new")) {
                turns.clear();
            } else if (!line.isBlank()) {
                status = ask(client, transcript, turns, line);
            }
        }
    }

    private int ask(ChatClient client, Transcript transcript, List<Turn> turns, String text) throws InterruptedException {
        if (!history) {
            turns.clear();
        }
        while (turns.size() >= TURNS_MAX) {
            turns.removeFirst();
        }
        turns.add(new Turn("user", text));
        long begin = System.nanoTime();
        ChatOutcome outcome = client.ask(model, Optional.ofNullable(policy), turns, transcript::piece);
        transcript.end(outcome, Duration.ofNanos(System.nanoTime() - begin));
        if (outcome instanceof ChatOutcome.Answered answered) {
            turns.add(new Turn("assistant", answered.text()));
            return 0;
        }
        turns.removeLast();
        return 1;
    }

    private Optional<String> key() throws IOException {
        String set = System.getenv("SLUICE_API_KEY");
        if (set != null && !set.isBlank()) {
            return Optional.of(set.strip());
        }
        return read("api-key");
    }

    private URI gateway() throws IOException {
        return url != null ? url : URI.create(read("gateway-url").orElse(STANDARD));
    }

    private Optional<String> read(String name) throws IOException {
        Path file = data.resolve(name);
        return Files.isReadable(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }
}
