package io.sluice.tasks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Solves a prompt from its text alone, in another way than the template that wrote it: whatever both agree on is right
 * unless both are wrong in the same way. Knows nothing of templates, problems and expressions.
 */
public final class Oracle {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private Oracle() {}

    /** Whether the task's answer is the one that follows from its prompt. */
    public static boolean agrees(Task task) {
        try {
            return RoleOracle.knows(task.name())
                    ? RoleOracle.agrees(task.name(), task.prompt(), task.answer())
                    : answer(task.name(), task.prompt()).equals(task.answer());
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException unreadable) {
            // A prompt that isn't what its kind's prompts look like has no answer to agree with.
            return false;
        }
    }

    /**
     * Of every kind but the roles.
     *
     * @throws IllegalArgumentException where there is no such kind, or the prompt is none of it
     */
    static String answer(String name, String prompt) {
        return switch (name) {
            case "copy" -> tail(prompt);
            case "reverse" -> new StringBuilder(tail(prompt)).reverse().toString();
            case "sort" -> sort(tail(prompt));
            case "count" -> Integer.toString(tail(prompt).split(prompt.substring(6, 7), -1).length - 1);
            case "lookup" -> lookup(prompt);
            case "table" -> table(prompt);
            case "boolean" -> logic(tail(prompt));
            case "max" -> numbers(prompt).stream().max(Integer::compare).orElseThrow().toString();
            case "add" -> Integer.toString(numbers(prompt).stream().mapToInt(n -> n).sum());
            case "multiply" -> Integer.toString(numbers(prompt).stream().reduce(1, (a, b) -> a * b));
            case "shop", "order", "change" -> shop(prompt);
            case "story", "stock" -> story(prompt);
            case "cell" -> table(prompt);
            case "prices" -> prices(prompt);
            case "payer" -> payer(prompt);
            case "enough" -> Integer.parseInt(first("has (\\d+)", prompt)) < Integer.parseInt(shop(prompt)) ? "no" : "yes";
            case "mirror", "shorthand" -> new StringBuilder(tail(prompt)).reverse().toString();
            case "descend" -> new StringBuilder(sort(tail(prompt))).reverse().toString();
            case "rotate" -> tail(prompt).substring(2) + " " + tail(prompt).charAt(0);
            case "tail" -> tail(prompt).substring(2);
            case "double" -> tail(prompt).replaceAll("\\w", "$0 $0");
            case "swap" -> tail(prompt).replaceAll("(\\w) (\\w)", "$2 $1");
            case "min" -> numbers(prompt).stream().min(Integer::compare).orElseThrow().toString();
            case "even" -> Integer.toString(prompt.split("[02468](?=,|$)", -1).length - 1);
            default -> throw new IllegalArgumentException("no oracle for " + name);
        };
    }

    private static String tail(String prompt) {
        return prompt.substring(prompt.indexOf(": ") + 2);
    }

    static List<Integer> numbers(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).map(Integer::valueOf).toList();
    }

    private static String sort(String letters) {
        List<String> list = new ArrayList<>(List.of(letters.split(" ")));
        Collections.sort(list, Collections.reverseOrder());
        return String.join(" ", list.reversed());
    }

    private static String lookup(String prompt) {
        String[] halves = prompt.split("; find ");
        List<String> found = new ArrayList<>();
        for (String letter : halves[1].split(" ")) {
            found.add(first(" " + letter + "(\\d+)", halves[0]));
        }
        return String.join(" ", found);
    }

    private static String table(String prompt) {
        String[] halves = prompt.split("; find ");
        List<String> words = List.of(halves[0].split(" "));
        List<String> found = new ArrayList<>();
        for (String place : halves[1].split(" ")) {
            found.add(words.get(words.indexOf(place) + 1));
        }
        return String.join(" ", found);
    }

    private static String logic(String chain) {
        String[] parts = chain.split("; ");
        int value = parts[0].equals("true") ? 1 : 0;
        for (int i = 1; i < parts.length; i++) {
            String[] words = parts[i].split(" ");
            int sum = value + (words[2].equals("true") ? 1 : 0);
            value = switch (words[1]) {
                case "and" -> sum / 2;
                case "or" -> (sum + 1) / 2;
                case "xor" -> sum % 2;
                default -> throw new IllegalArgumentException(words[1]);
            };
        }
        return value == 1 ? "true" : "false";
    }

    private static String shop(String prompt) {
        int total = 0;
        Matcher line = Pattern.compile("(\\d+) \\w+ at (\\d+)").matcher(prompt);
        while (line.find()) {
            total += Integer.parseInt(line.group(1)) * Integer.parseInt(line.group(2));
        }
        return Integer.toString(prompt.contains("Change from") ? Integer.parseInt(first("from (\\d+)", prompt)) - total : total);
    }

    private static String prices(String prompt) {
        String[] halves = prompt.split(";");
        int total = 0;
        Matcher line = Pattern.compile("(\\d+) (\\w+)").matcher(halves[1]);
        while (line.find()) {
            total += Integer.parseInt(line.group(1)) * Integer.parseInt(first(line.group(2) + " (\\d+)", halves[0]));
        }
        return Integer.toString(total);
    }

    private static String payer(String prompt) {
        String[] sentences = prompt.split("\\. ");
        boolean first = Integer.parseInt(shop(sentences[0])) > Integer.parseInt(shop(sentences[1]));
        return sentences[first ? 0 : 1].split(" ")[0];
    }

    private static String story(String prompt) {
        int total = Integer.parseInt(first("has (\\d+)", prompt));
        for (String sentence : prompt.split("\\.")) {
            List<Integer> amounts = numbers(sentence);
            total += sentence.contains(" adds ") ? amounts.getFirst() : 0;
            total -= sentence.contains(" takes ") ? amounts.getFirst() : 0;
        }
        return Integer.toString(total);
    }

    static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(pattern + " is not in " + text);
        }
        return matcher.group(1);
    }
}
