package io.sluice.registry.signature;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStatement;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Public Ed25519 keys (RFC 8032) by their names, and whether an adapter may come without a signature. */
public final class TrustedKeys {

    public static final String ALGORITHM = "Ed25519";

    private final Map<String, PublicKey> keys;
    private final boolean required;

    /**
     * @param keys key id → X.509 public key, base64
     * @throws IllegalArgumentException naming the key that can't be read
     */
    public TrustedKeys(Map<String, String> keys, boolean required) {
        this.keys = keys.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> key(each.getKey(), each.getValue())));
        this.required = required;
    }

    /** @param code stable, snake_case */
    public record Distrust(String code, String message) {
    }

    /** Why the adapter is not taken; empty when it is. */
    public Optional<Distrust> distrust(AdapterManifest manifest) {
        AdapterManifest.Signature signature = manifest.signature();
        if (signature == null) {
            return required ? Optional.of(new Distrust("unsigned", "an adapter without a signature is not taken here")) : Optional.empty();
        }
        PublicKey key = keys.get(signature.keyId());
        if (key == null) {
            return Optional.of(new Distrust("unknown_key", "no key of the signature's keyId is trusted here"));
        }
        byte[] statement = AdapterStatement.bytes(manifest.name(), manifest.version(), manifest.digest(), manifest.base().digest());
        return ALGORITHM.equals(signature.algorithm()) && verifies(key, statement, signature.value()) ? Optional.empty()
                : Optional.of(new Distrust("bad_signature",
                        "the signature does not hold for this name, version, digest and base digest"));
    }

    private static boolean verifies(PublicKey key, byte[] statement, String value) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(statement);
            return verifier.verify(Base64.getDecoder().decode(value));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private static PublicKey key(String id, String encoded) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("sluice.registry.signatures.keys." + id + " is no Ed25519 public key in X.509 form, base64", e);
        }
    }
}
