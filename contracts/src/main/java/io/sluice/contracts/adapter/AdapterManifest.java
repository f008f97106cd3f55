package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one version of an adapter is and where it comes from. It never changes once the version exists.
 *
 * @param kind       one of {@link AdapterKinds}
 * @param name       the adapter's, {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}
 * @param version    of the same form, unique within the adapter
 * @param digest     SHA-256 over its files, hex: for each of {@link #files}, which are in the order of their names, its name,
 *                   a line feed, its length in decimal digits, a line feed, its bytes
 * @param bytes      of all files
 * @param parameters numbers in its tensors
 * @param base       the only model it fits
 * @param rank       of low-rank kinds
 * @param alpha      of low-rank kinds: the product counts {@code alpha/rank} times, or {@code alpha/√rank} when
 *                   {@code rankStabilised}
 * @param tokens     of soft prompts
 * @param targets    what it changes or stands before, with the sizes that its base has to have
 * @param task       what it was made for, in one word
 * @param licence    SPDX identifier where there is one
 * @param metrics    figures of its training and tests, by name
 * @param training   how it was made, where that was told
 * @param data       what it was made from, where that was told
 * @param signature  who vouches for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterManifest(
        String kind,
        String name,
        String version,
        String digest,
        long bytes,
        long parameters,
        Base base,
        @Nullable Integer rank,
        @Nullable Double alpha,
        @Nullable Boolean rankStabilised,
        @Nullable Integer tokens,
        List<Target> targets,
        List<File> files,
        @Nullable String task,
        List<String> tags,
        @Nullable String description,
        @Nullable String licence,
        Map<String, Double> metrics,
        @Nullable Training training,
        @Nullable Data data,
        @Nullable Signature signature) {

    public AdapterManifest withVersion(String other) {
        return new AdapterManifest(kind, name, other, digest, bytes, parameters, base, rank, alpha, rankStabilised, tokens, targets, files,
                task, tags, description, licence, metrics, training, data, signature);
    }

    /**
     * @param name   as workers serve it
     * @param digest {@code ModelCard.digest}: SHA-256 over the base's weights and configuration, hex
     */
    public record Base(String name, String digest) {
    }

    /**
     * One projection, norm or other part in a number of layers.
     *
     * @param name    e.g. {@code self_attn.q_proj}
     * @param layers  those it is changed in, ascending; empty for what there is once
     * @param columns inputs of a projection, numbers of a vector; 1 for single weights
     * @param rows    outputs of a projection, how many vectors, or how far single weights reach
     */
    public record Target(String name, List<Integer> layers, int columns, int rows) {
    }

    /** @param sha256 of its bytes, hex: its address in the artifact store */
    public record File(String name, long bytes, String sha256) {
    }

    /**
     * @param job         identity of the training job
     * @param codeVersion of the trainer
     * @param steps       optimiser steps
     * @param cpuSeconds  of all training threads
     * @param settings    everything else that makes the run again, by name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Training(
            @Nullable String job,
            @Nullable Long seed,
            @Nullable String codeVersion,
            @Nullable Long steps,
            @Nullable Double cpuSeconds,
            Map<String, String> settings) {
    }

    /**
     * @param digest  SHA-256 over the training examples, hex
     * @param source  where they come from: a name, a file, a selection job
     * @param items   how many
     * @param parents digests of what they were selected or replayed from
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Data(@Nullable String digest, @Nullable String source, @Nullable Long items, List<String> parents) {
    }

    /**
     * @param keyId     name of the public key, as the registry knows it
     * @param algorithm {@code Ed25519}
     * @param value     over {@link AdapterStatement}, base64
     */
    public record Signature(String keyId, String algorithm, String value) {
    }
}
