package io.sluice.selection.noise;

import io.sluice.selection.row.Row;
import io.sluice.tasks.Task;

/**
 * A response as work and answer: what stands before its last {@code ####}, and what stands after it.
 *
 * @param work   up to the mark
 * @param mark   {@code ####} with the white space after it
 * @param answer without white space around it
 * @param rest   white space behind the answer
 */
record Worked(String work, String mark, String answer, String rest) {

    /** Without a mark, all is work and the answer is empty. */
    static Worked of(Row row) {
        String response = row.response();
        int at = response.lastIndexOf(Task.MARK);
        if (at < 0) {
            return new Worked(response, "", "", "");
        }
        String tail = response.substring(at + Task.MARK.length());
        String answer = tail.strip();
        int begin = tail.indexOf(answer);
        return new Worked(response.substring(0, at), Task.MARK + tail.substring(0, begin), answer, tail.substring(begin + answer.length()));
    }

    String with(String otherWork, String otherAnswer) {
        return otherWork + mark + otherAnswer + rest;
    }
}
