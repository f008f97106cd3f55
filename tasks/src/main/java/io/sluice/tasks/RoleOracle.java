package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@link Oracle} says of the parts that agents play in a problem; reads the problem's kind off its words. */
final class RoleOracle {

    private static final Pattern LINE = Pattern.compile("(\\d+) \\w+ at (\\d+)");
    private static final Pattern CHANGE = Pattern.compile(" (adds|takes) (\\d+)\\.");

    private RoleOracle() {}

    static boolean knows(String role) {
        return List.of("solver", "verifier", "rewriter").contains(role);
    }

    static boolean agrees(String role, String prompt, String answer) {
        return switch (role) {
            case "solver" -> answer.equals(expression(prompt)) && said(prompt, value(answer)).equals(answer(prompt));
            case "rewriter" -> {
                String[] parts = prompt.split("=", 2);
                yield answer.equals(said(parts[0], Long.parseLong(parts[1]))) && answer.equals(answer(parts[0]));
            }
            default -> answer.equals(verdict(prompt.split("\\|", -1)));
        };
    }

    /** @param parts problem, expression, its value, answer; the middle two are empty where nobody worked it out */
    private static String verdict(String[] parts) {
        String problem = parts[0];
        if (parts[1].isEmpty()) {
            return plain(problem) ? ok(parts[3].equals(answer(problem))) : "unsure";
        }
        return ok(parts[1].equals(expression(problem)) && parts[3].equals(said(problem, value(parts[1]))));
    }

    private static String ok(boolean right) {
        return right ? "ok" : "wrong";
    }

    static String answer(String problem) {
        return Oracle.answer(kind(problem), problem);
    }

    private static String kind(String problem) {
        return problem.contains("; find") ? "cell"
                : problem.startsWith("Table") ? "prices"
                : problem.contains("Who pays") ? "payer"
                : problem.contains("Enough") ? "enough"
                : problem.contains("How many") ? "stock"
                : problem.contains("Change") ? "change" : "order";
    }

    /** Of the kind and size that the shipped models know: all numbers of a purchase have one digit, a stock is below a hundred. */
    private static boolean plain(String problem) {
        return switch (kind(problem)) {
            case "cell" -> true;
            case "order", "change" -> lines(problem).stream().allMatch(line -> line.length() == 3);
            case "stock" -> Integer.parseInt(Oracle.first("has (\\d+)", problem)) < 100;
            default -> false;
        };
    }

    /** The answer that a value stands for. */
    static String said(String problem, long value) {
        return switch (kind(problem)) {
            case "enough" -> value >= 0 ? "yes" : "no";
            case "payer" -> problem.split("\\. ")[value > 0 ? 0 : 1].split(" ")[0];
            default -> Long.toString(value);
        };
    }

    /** As the problem's own words give it, in their order but for what is paid, which comes first. */
    private static String expression(String problem) {
        return switch (kind(problem)) {
            case "order" -> String.join("+", lines(problem));
            case "change" -> Oracle.first("Change from (\\d+)", problem) + "-" + String.join("-", lines(problem));
            case "enough" -> Oracle.first("has (\\d+)", problem) + "-" + String.join("-", lines(problem));
            case "payer" -> {
                String[] sentences = problem.split("\\. ");
                yield String.join("+", lines(sentences[0])) + "-" + String.join("-", lines(sentences[1]));
            }
            case "stock" -> {
                StringBuilder changes = new StringBuilder(Oracle.first("has (\\d+)", problem));
                CHANGE.matcher(problem).results().forEach(change ->
                        changes.append(change.group(1).equals("adds") ? '+' : '-').append(change.group(2)));
                yield changes.toString();
            }
            case "prices" -> {
                String[] halves = problem.split(";");
                List<String> bought = new ArrayList<>();
                Matcher line = Pattern.compile("(\\d+) (\\w+)").matcher(halves[1]);
                while (line.find()) {
                    bought.add(line.group(1) + "*" + Oracle.first(line.group(2) + " (\\d+)", halves[0]));
                }
                yield String.join("+", bought);
            }
            default -> throw new IllegalArgumentException("nothing to work out in " + problem);
        };
    }

    private static List<String> lines(String text) {
        return LINE.matcher(text).results().map(line -> line.group(1) + "*" + line.group(2)).toList();
    }

    /** Products are worked out in the text first. */
    static long value(String expression) {
        long sum = 0;
        for (String summand : expression.replace("-", "+-").split("\\+")) {
            if (!summand.isEmpty()) {
                sum += Stream.of(summand.split("\\*")).mapToLong(Long::parseLong).reduce(1, Math::multiplyExact);
            }
        }
        return sum;
    }
}
