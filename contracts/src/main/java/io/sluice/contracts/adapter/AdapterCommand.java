package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of the registry's writes. */
public final class AdapterCommand {

    /**
     * {@code POST …/versions/V/canary}.
     *
     * @param percent 0..100; 0 needs tenants
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StartCanary(double percent, @Nullable List<String> tenants) {
    }

    /** {@code PUT …/pins/TENANT} and {@code PUT …/aliases/ALIAS}. */
    public record Choose(String version) {
    }

    /**
     * {@code POST …/rollback}: ends the canary where there is one, else goes back to the version that was active before.
     *
     * @param version only if this one is in canary or active: who rolls back by a signal must not hit a newer version
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RollBack(@Nullable String version, @Nullable String reason) {
    }

    private AdapterCommand() {
    }
}
