package io.sluice.selection.field;

/** A request says something that can't be done; nothing was begun. */
public final class BadField extends Exception {

    private static final long serialVersionUID = 1;

    private final String field;

    /**
     * @param field  as a path such as {@code templates[2].weight}
     * @param reason goes after the field's name: {@code has to be above 0}
     */
    public BadField(String field, String reason) {
        super(field + " " + reason, null, false, false);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
