package io.sluice.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/** Data sets and selection jobs as an admin asks for them. */
public final class Selections {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PATH = "/v1/selection";
    private static final String[] WORDS = {"river", "stone", "the", "of", "window", "green", "walks", "slowly", "under", "old", "a", "bridge", "and", "sings"};

    private final Api admin;

    public Selections(Platform platform) {
        admin = platform.admin();
    }

    public Api admin() {
        return admin;
    }

    public Reply upload(String query, byte[] file) {
        return admin.upload(PATH + "/datasets" + query, "application/jsonl", file);
    }

    public Reply upload(String query, String file) {
        return upload(query, file.getBytes(StandardCharsets.UTF_8));
    }

    public Reply get(String path) {
        return admin.get(PATH + path);
    }

    public Reply post(String path, String json) {
        return admin.post(PATH + path, json);
    }

    public Reply begin(String json) {
        return post("/jobs", json);
    }

    public JsonNode job(String id) {
        return get("/jobs/" + id).ok().json();
    }

    public JsonNode ended(String id) {
        return Await.until("the end of job " + id, LIMIT, () -> job(id), job -> !List.of("running", "paused").contains(job.get("status").asString()));
    }

    /** Sums among other sentences; every tenth row is one. */
    public static String mixed(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            boolean sum = i % 10 == 3;
            text.append("{\"id\":\"r").append(i).append("\",\"text\":\"").append(sum ? sum(random) : sentence(random)).append("\",\"kind\":\"")
                    .append(sum ? "sum" : "other").append("\"}\n");
        }
        return text.toString();
    }

    public static String sums(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append("{\"text\":\"").append(sum(random)).append("\"}\n");
        }
        return text.toString();
    }

    private static String sum(SplittableRandom random) {
        int left = random.nextInt(100_000);
        int right = random.nextInt(100_000);
        return "Add " + left + " and " + right + ": " + (left + right);
    }

    private static String sentence(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.append(' ').append(random.nextInt(1000)).toString();
    }
}
