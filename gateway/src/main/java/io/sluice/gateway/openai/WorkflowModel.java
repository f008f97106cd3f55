package io.sluice.gateway.openai;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A workflow that is asked for as a model: {@code workflow:NAME} or {@code workflow:NAME@VERSION}.
 *
 * @param version absent: the newest
 */
record WorkflowModel(String name, @Nullable Integer version) {

    private static final String PREFIX = "workflow:";
    private static final Pattern FORM = Pattern.compile("workflow:([a-z0-9][a-z0-9-]{0,62})(?:@([1-9][0-9]{0,8}))?");

    static boolean is(String model) {
        return model.startsWith(PREFIX);
    }

    /** How the newest version is asked for. */
    static String named(String workflow) {
        return PREFIX + workflow;
    }

    /** @throws io.sluice.platform.error.SluiceException 400 when it is none */
    static WorkflowModel parse(String model) {
        Matcher form = FORM.matcher(model);
        if (!form.matches()) {
            throw FieldRules.invalid("model", "must be workflow:NAME or workflow:NAME@VERSION");
        }
        return new WorkflowModel(form.group(1), form.group(2) == null ? null : Integer.valueOf(form.group(2)));
    }
}
