package io.sluice.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiKeyHashTest {

    @Test
    void isSha256InHex() {
        assertThat(ApiKeyHash.of("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void comparesWholeHashes() {
        assertThat(ApiKeyHash.same(ApiKeyHash.of("a"), ApiKeyHash.of("a"))).isTrue();
        assertThat(ApiKeyHash.same(ApiKeyHash.of("a"), ApiKeyHash.of("b"))).isFalse();
        assertThat(ApiKeyHash.same(ApiKeyHash.of("a"), ApiKeyHash.of("a").substring(1))).isFalse();
    }
}
