package io.sluice.router.calibration.job;

/** Whether an answer is right. */
public enum AnswerGrader {
    /** The whole answer, trimmed, equals the label. */
    EXACT,
    /** The text after the last {@code ####}, trimmed, equals the label: GSM8K's convention. */
    FINAL;

    private static final String MARK = "####";

    public boolean isRight(String answer, String label) {
        if (this == EXACT) {
            return answer.strip().equals(label.strip());
        }
        int mark = answer.lastIndexOf(MARK);
        return mark >= 0 && answer.substring(mark + MARK.length()).strip().equals(label.strip());
    }
}
