package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code sluice.json}, one of the files of an upload: what the adapter's own files don't say. All of it may be absent.
 *
 * @param version    absent: the next whole number
 * @param base       name of the base as workers serve it; absent: {@code base_model_name_or_path}'s last part
 * @param baseDigest absent: that of the base which is served now under that name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterUpload(
        @Nullable String version,
        @Nullable String base,
        @Nullable @JsonProperty("base_digest") String baseDigest,
        @Nullable String task,
        @Nullable List<String> tags,
        @Nullable String description,
        @Nullable String licence,
        @Nullable Map<String, Double> metrics,
        AdapterManifest.@Nullable Training training,
        AdapterManifest.@Nullable Data data,
        AdapterManifest.@Nullable Signature signature) {

    public static final String FILE = "sluice.json";
    public static final AdapterUpload NOTHING = new AdapterUpload(null, null, null, null, null, null, null, null, null, null, null);
}
