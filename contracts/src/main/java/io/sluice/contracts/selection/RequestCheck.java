package io.sluice.contracts.selection;

import io.sluice.contracts.selection.SelectionRequest.Duplicates;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import io.sluice.contracts.selection.SelectionRequest.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one place where the fields of a request are held against their ranges. */
final class RequestCheck {

    private static final Pattern DATA_SET = Pattern.compile("sha256:[0-9a-f]{64}|[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final int SETTINGS_MAX = 64;
    private static final int SETTING_LENGTH_MAX = 1 << 16;
    private static final int QUOTAS_MAX = 64;
    private static final int TEXT_LENGTH_MAX = 256;
    private static final double NEAR_MIN = 0.5;
    private static final int CLUSTER_MAX = 1 << 20;

    private final List<Problem> problems = new ArrayList<>();

    private RequestCheck() {
    }

    static List<Problem> of(SelectionRequest request) {
        RequestCheck check = new RequestCheck();
        check.dataSet("pool", request.pool());
        if (request.target() != null) {
            check.dataSet("target", request.target());
        }
        check.text("selector", request.selector());
        check.settings(request.settings());
        check.amount("budget", request.budget(), 1);
        check.duplicates(request.duplicates(), request.clusterMax());
        check.quotas(request.quotas());
        return List.copyOf(check.problems);
    }

    private void dataSet(String field, String value) {
        String wrong = wrongDataSet(value);
        if (!wrong.isEmpty()) {
            wrong(field, wrong);
        }
    }

    /** What is wrong with the name of a data set; empty where nothing is. */
    static String wrongDataSet(String value) {
        return DATA_SET.matcher(value).matches() ? ""
                : value.isEmpty() ? "is missing" : "has to be a name or sha256: and 64 lower-case hexadecimal digits";
    }

    private void text(String field, String value) {
        if (value.isBlank() || value.length() > TEXT_LENGTH_MAX) {
            wrong(field, value.isBlank() ? "is missing" : "is longer than " + TEXT_LENGTH_MAX + " characters");
        }
    }

    private void settings(Map<String, String> settings) {
        if (settings.size() > SETTINGS_MAX) {
            wrong("settings", "has more than " + SETTINGS_MAX + " entries");
        }
        settings.forEach((name, value) -> {
            if (value.length() > SETTING_LENGTH_MAX) {
                wrong("settings." + name, "is longer than " + SETTING_LENGTH_MAX + " characters");
            }
        });
    }

    private void amount(String field, Amount amount, long rowsMin) {
        String wrong = amount.wrong(rowsMin, SelectionRequest.ROWS_MAX);
        if (!wrong.isEmpty()) {
            wrong(field, wrong);
        }
    }

    private void duplicates(Duplicates duplicates, @Nullable Integer clusterMax) {
        Double near = duplicates.near();
        if (near != null && !duplicates.exact()) {
            wrong("duplicates.exact", "has to be true where near duplicates are looked for: what is the same is nearly the same, too");
        }
        if (near != null && !(near >= NEAR_MIN && near <= 1)) {
            wrong("duplicates.near", "has to be " + NEAR_MIN + " to 1");
        }
        if (clusterMax != null && (clusterMax < 1 || clusterMax > CLUSTER_MAX)) {
            wrong("cluster_max", "has to be 1 to " + CLUSTER_MAX);
        }
        if (clusterMax != null && near == null) {
            wrong("cluster_max", "needs duplicates.near, which says what a cluster is");
        }
    }

    private void quotas(List<Quota> quotas) {
        if (quotas.size() > QUOTAS_MAX) {
            wrong("quotas", "has more than " + QUOTAS_MAX + " entries");
        }
        for (int i = 0; i < quotas.size(); i++) {
            String field = "quotas[" + i + "]";
            Quota quota = quotas.get(i);
            text(field + ".label", quota.label());
            text(field + ".value", quota.value());
            if (quota.atLeast() == null && quota.atMost() == null) {
                wrong(field, "needs at_least or at_most");
            }
            if (quota.atLeast() != null) {
                amount(field + ".at_least", quota.atLeast(), 0);
            }
            if (quota.atMost() != null) {
                amount(field + ".at_most", quota.atMost(), 0);
            }
        }
    }

    private void wrong(String field, String message) {
        problems.add(new Problem(field, message));
    }
}
