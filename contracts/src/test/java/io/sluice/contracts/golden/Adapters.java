package io.sluice.contracts.golden;

import io.sluice.contracts.adapter.AdapterDiff;
import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterResidency;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterSummary;
import io.sluice.contracts.adapter.AdapterUpload;
import io.sluice.contracts.adapter.AdapterVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Adapters for the golden files. */
final class Adapters {

    private static final Instant AT = Instant.parse("2026-11-20T09:08:07.123456Z");
    private static final AdapterManifest.Base BASE = new AdapterManifest.Base("sluice-large", "bb");
    private static final AdapterManifest.Training TRAINING =
            new AdapterManifest.Training("job-1", 7L, "0.1.0", 400L, 12.5, Map.of("learningRate", "0.001"));
    private static final AdapterManifest.Data DATA = new AdapterManifest.Data("ff", "exercises", 2000L, List.of("aa"));
    private static final AdapterManifest.Signature SIGNATURE = new AdapterManifest.Signature("ops-2026", "Ed25519", "c2ln");
    private static final List<AdapterManifest.File> FILES = List.of(
            new AdapterManifest.File("adapter_config.json", 120, "0a"), new AdapterManifest.File("adapter_model.safetensors", 9000, "0b"));

    private static final AdapterManifest LORA = new AdapterManifest(AdapterKinds.LORA, "sort", "1", "dd", 9120, 2048, BASE, 8, 16.0, false,
            null, List.of(new AdapterManifest.Target("self_attn.q_proj", List.of(0, 1, 2), 128, 128)), FILES, "sort", List.of("lists", "v1"),
            "sorts letters", "Apache-2.0", Map.of("accuracy", 0.875), TRAINING, DATA, SIGNATURE);
    private static final AdapterManifest PROMPT = new AdapterManifest(AdapterKinds.SOFT_PROMPT, "sort", "2", "ee", 9120, 2048, BASE, null,
            null, null, 16, List.of(), FILES, null, List.of(), null, null, Map.of(), null, null, null);

    static final AdapterState NEW = new AdapterState("sort", 1, List.of(
            new AdapterVersion(PROMPT, AdapterStage.REJECTED, "the base is 64 wide", AT, AT)), null, null, List.of(), Map.of(), Map.of(),
            List.of());
    static final AdapterState FULL = new AdapterState("sort", 7, List.of(
            new AdapterVersion(LORA, AdapterStage.ACTIVE, null, AT, AT), new AdapterVersion(PROMPT, AdapterStage.CANARY, null, AT, AT)),
            "1", new AdapterState.Canary("2", 20, List.of("tenant-a")), List.of("0"), Map.of("tenant-b", "1"), Map.of("stable", "1"),
            List.of(new AdapterState.Change(7, "io.sluice.adapter.canaried.v1", "2", "ops", "looks good", AT)));
    static final AdapterResidency RESIDENCY = new AdapterResidency("worker-1", AT, 3,
            List.of(new AdapterResidency.Resident("dd", "sort", "1", 8192)), 1L << 28);
    static final AdapterUpload UPLOAD = new AdapterUpload("1", "sluice-large", "bb", "sort", List.of("lists"), "sorts letters", "Apache-2.0",
            Map.of("accuracy", 0.875), TRAINING, DATA, SIGNATURE);
    static final AdapterSummary SUMMARY = new AdapterSummary("sort", 7, AdapterKinds.LORA, BASE, "sort", List.of("lists"), "1",
            new AdapterState.Canary("2", 20, List.of("tenant-a")),
            List.of(new AdapterSummary.Version("1", "dd", AdapterStage.ACTIVE, 9120)), 1);
    static final AdapterDiff DIFF = new AdapterDiff("sort", "1", "2",
            List.of(new AdapterDiff.Field("rank", "8", "16"), new AdapterDiff.Field("task", null, "sort")),
            List.of(new AdapterDiff.Tensor("prompt_embeddings", List.of(16, 128), List.of(16, 128), 0.25),
                    new AdapterDiff.Tensor("gone", List.of(2), null, null), new AdapterDiff.Tensor("came", null, List.of(2), null)));

    private Adapters() {
    }
}
