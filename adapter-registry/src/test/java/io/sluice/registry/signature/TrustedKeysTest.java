package io.sluice.registry.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStatement;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrustedKeysTest {

    private final KeyPair pair = pair();
    private final TrustedKeys keys = new TrustedKeys(Map.of("ops", encoded(pair)), true);

    @Test
    void aSignatureByATrustedKeyHolds() {
        assertThat(keys.distrust(manifest("sort", "1", "dd", signed("ops", "sort", "1", "dd")))).isEmpty();
    }

    @Test
    void aSignatureForAnythingElseDoesNot() {
        AdapterManifest.Signature signature = signed("ops", "sort", "1", "dd");

        assertThat(code(manifest("sort", "2", "dd", signature))).isEqualTo("bad_signature");
        assertThat(code(manifest("other", "1", "dd", signature))).isEqualTo("bad_signature");
        assertThat(code(manifest("sort", "1", "ee", signature))).isEqualTo("bad_signature");
        assertThat(code(manifest("sort", "1", "dd", new AdapterManifest.Signature("ops", "Ed25519", "not base64!")))).isEqualTo("bad_signature");
        assertThat(code(manifest("sort", "1", "dd", new AdapterManifest.Signature("ops", "none", signature.value())))).isEqualTo("bad_signature");
    }

    @Test
    void aKeyThatNobodyTrustsIsToldApart() {
        assertThat(code(manifest("sort", "1", "dd", signed("stranger", "sort", "1", "dd")))).isEqualTo("unknown_key");
    }

    @Test
    void thePolicySaysWhetherNoSignatureIsEnough() {
        assertThat(code(manifest("sort", "1", "dd", null))).isEqualTo("unsigned");
        assertThat(new TrustedKeys(Map.of(), false).distrust(manifest("sort", "1", "dd", null))).isEmpty();
    }

    @Test
    void aKeyThatIsNoneEndsTheStart() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TrustedKeys(Map.of("ops", "AAAA"), true))
                .withMessageContaining("sluice.registry.signatures.keys.ops");
    }

    private String code(AdapterManifest manifest) {
        return keys.distrust(manifest).orElseThrow().code();
    }

    private AdapterManifest.Signature signed(String keyId, String name, String version, String digest) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(AdapterStatement.bytes(name, version, digest, "bb"));
            return new AdapterManifest.Signature(keyId, "Ed25519", Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static AdapterManifest manifest(String name, String version, String digest, AdapterManifest.@Nullable Signature signature) {
        return new AdapterManifest("lora", name, version, digest, 1, 1, new AdapterManifest.Base("large", "bb"), 1, 1.0, false, null,
                List.of(), List.of(), null, List.of(), null, null, Map.of(), null, null, signature);
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }
}
