package io.sluice.trainer.adapter;

import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an adapter learns and is graded on; no prompt is in both.
 *
 * @param name   of the task
 * @param source a file's name, or how it was drawn
 * @param digest SHA-256 over the file, or over the drawn {@link TaskLines}, hex
 * @param train  to learn from, stage after stage
 * @param test   to grade with; may be empty
 * @param stages how many of {@code train} each stage has, at least one each; mostly there is one stage
 * @param parents digests of what it was selected from
 */
public record AdapterData(
        String name, String source, String digest, List<Task> train, List<Task> test, List<Integer> stages, List<String> parents) {

    /** What the source of exercises that were drawn begins with. */
    static final String DRAWN = "tasks --task ";

    private static final long TEST_SEED = 2026;

    public AdapterData {
        if (stages.stream().mapToInt(rows -> rows).sum() != train.size() || stages.stream().anyMatch(rows -> rows < 1)) {
            throw new IllegalArgumentException("stages of " + stages + " rows out of " + train.size());
        }
    }

    /** All in one stage. */
    public AdapterData(String name, String source, String digest, List<Task> train, List<Task> test) {
        this(name, source, digest, train, test, List.of(train.size()), List.of());
    }

    /** What one stage learns from. */
    List<Task> stage(int stage) {
        int begin = stages.subList(0, stage).stream().mapToInt(rows -> rows).sum();
        return train.subList(begin, begin + stages.get(stage));
    }

    /** A skill: {@code count} exercises to learn from, which {@code tasks --task NAME --split train} prints too. */
    public static AdapterData ofSkill(String name, long seed, int count, int testItems) {
        List<Task> train = draw(TaskGenerator.ofSkill(name, seed, Split.TRAIN), count);
        String lines = train.stream().map(task -> TaskLines.line(task) + "\n").collect(Collectors.joining());
        return new AdapterData(
                name,
                DRAWN + name + " --split train --seed " + seed + " --count " + count,
                sha256(lines.getBytes(StandardCharsets.UTF_8)),
                train,
                draw(TaskGenerator.ofSkill(name, TEST_SEED, Split.TEST), testItems));
    }

    /**
     * Several skills at once, {@code count} exercises and tests of each.
     *
     * @throws IllegalArgumentException if there is no such skill
     */
    public static AdapterData ofSkills(List<String> names, long seed, int count, int testItems) {
        for (String name : names) {
            if (!TaskGenerator.skills().contains(name)) {
                throw new IllegalArgumentException(name + " is none of " + TaskGenerator.skills());
            }
        }
        List<AdapterData> each = names.stream().map(name -> ofSkill(name, seed, count, testItems)).toList();
        String all = each.stream().map(data -> data.digest() + "\n").collect(Collectors.joining());
        return new AdapterData(
                String.join("+", names),
                each.stream().map(AdapterData::source).collect(Collectors.joining("; ")),
                sha256(all.getBytes(StandardCharsets.UTF_8)),
                each.stream().flatMap(data -> data.train().stream()).toList(),
                each.stream().flatMap(data -> data.test().stream()).toList());
    }

    /**
     * A file of {@link TaskLines}. The prompt's {@link Split} decides what is learned from; the other tenth is for grading.
     * Lines may say in which stage they are learned; stages of which no line is left are none.
     *
     * @throws IOException if it can't be read, or if no line is left to learn from
     */
    public static AdapterData ofFile(Path file, int testItems) throws IOException {
        SortedMap<Integer, List<Task>> train = new TreeMap<>();
        List<Task> test = new ArrayList<>();
        for (TaskLines.Line line : TaskLines.staged(file)) {
            if (split(line.task()) == Split.TRAIN) {
                train.computeIfAbsent(line.stage(), stage -> new ArrayList<>()).add(line.task());
            } else if (test.size() < testItems) {
                test.add(line.task());
            }
        }
        if (train.isEmpty()) {
            throw new IOException(file + " has no line whose prompt is in the train split");
        }
        List<Task> all = train.values().stream().flatMap(List::stream).toList();
        return new AdapterData(
                all.getFirst().name(), file.getFileName().toString(), sha256(Files.readAllBytes(file)), all, List.copyOf(test),
                train.values().stream().map(List::size).toList(), List.of());
    }

    /**
     * A data set, all rows of which are learned from. Of a longer prompt the end is taken, of a longer completion the beginning,
     * since a batch is as long as its longest row. Rows may say in which stage they are learned.
     *
     * @param source     what the manifest calls it
     * @param parents    digests of what it was selected from
     * @param characters of prompt and completion, each, at most
     * @throws IOException if it can't be read, or holds no row
     */
    public static AdapterData ofDataSet(Path file, String source, List<String> parents, int characters) throws IOException {
        TaskLines.Rows rows = TaskLines.rows(file);
        if (rows.lines().isEmpty()) {
            throw new IOException("none of its " + rows.setAside() + " records is a row");
        }
        SortedMap<Integer, List<Task>> stages = new TreeMap<>();
        rows.lines().forEach(line -> stages.computeIfAbsent(line.stage(), stage -> new ArrayList<>()).add(cut(line.task(), characters)));
        List<Task> all = stages.values().stream().flatMap(List::stream).toList();
        return new AdapterData(
                all.getFirst().name(), source, sha256(Files.readAllBytes(file)), all, List.of(), stages.values().stream().map(List::size).toList(),
                List.copyOf(parents));
    }

    private static Task cut(Task task, int characters) {
        String prompt = task.prompt();
        String completion = task.completion();
        int from = Math.max(0, prompt.length() - characters);
        int to = Math.min(completion.length(), characters);
        boolean first = from > 0 && Character.isLowSurrogate(prompt.charAt(from));
        boolean last = to < completion.length() && Character.isLowSurrogate(completion.charAt(to));
        return new Task(
                task.name(), task.difficulty(), prompt.substring(first ? from + 1 : from), completion.substring(0, last ? to - 1 : to), task.answer());
    }

    /** By its prompt, or by what it says where all have the same one. */
    private static Split split(Task task) {
        return Split.of(task.prompt().isEmpty() ? task.completion() : task.prompt());
    }

    /** The mix that the shipped models know, for grading. */
    public static List<Task> oldTasks(int testItems) {
        return draw(new TaskGenerator(TEST_SEED, Split.TEST), testItems);
    }

    private static List<Task> draw(TaskGenerator generator, int count) {
        return Stream.generate(generator::next).limit(count).toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
