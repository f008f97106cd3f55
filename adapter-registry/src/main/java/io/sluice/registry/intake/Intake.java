package io.sluice.registry.intake;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterUpload;
import io.sluice.contracts.model.ModelCard;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.artifact.ArtifactStore;
import io.sluice.registry.artifact.Blobs;
import io.sluice.registry.artifact.Blobs.Measured;
import io.sluice.registry.base.BaseModels;
import io.sluice.registry.catalog.Command;
import io.sluice.registry.kind.AdapterConfig;
import io.sluice.registry.kind.AdapterFolder;
import io.sluice.registry.kind.Reading;
import io.sluice.registry.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns a staged folder into a version to add. Everything is looked at before anything is kept; the bytes are in the
 * store before anybody hears of the version. What is wrong with the files is a {@link SluiceException} of status 422
 * that names file or field. Thread-safe; blocks.
 */
public final class Intake {

    private static final List<String> FILES = List.of(AdapterConfig.FILE, AdapterFolder.WEIGHTS);

    private final BaseModels models;
    private final TrustedKeys keys;
    private final ArtifactStore store;

    public Intake(BaseModels models, TrustedKeys keys, ArtifactStore store) {
        this.models = models;
        this.keys = keys;
        this.store = store;
    }

    public Command.Add take(String name, Path folder) throws IOException {
        AdapterUpload upload = UploadFile.read(folder);
        Reading.Sound sound = switch (AdapterFolder.read(folder)) {
            case Reading.Sound read -> read;
            case Reading.Refused refused -> throw SluiceException.user(422, refused.code(), refused.message(), refused.field());
        };
        BaseChoice.Chosen base = BaseChoice.of(upload.base() == null ? sound.baseName() : upload.base(), upload.baseDigest(), models);
        Measured measured = Blobs.measure(folder, FILES);
        AdapterManifest manifest = manifest(name, upload, sound, base.base(), measured);
        keys.distrust(manifest).ifPresent(why -> {
            throw SluiceException.user(422, why.code(), why.message(), "signature");
        });
        for (ModelCard served : base.served()) {
            AdapterFolder.misfit(manifest, served).ifPresent(why -> {
                throw SluiceException.user(422, why.code(), why.message(), why.field());
            });
        }
        Blobs.store(folder, measured, store);
        return new Command.Add(manifest, !base.served().isEmpty());
    }

    /** What to say about an uploaded version whose base was not served when it came. */
    public Command check(AdapterManifest manifest) {
        List<ModelCard> named = models.served().stream().filter(card -> card.name().equals(manifest.base().name())).toList();
        if (named.isEmpty()) {
            throw SluiceException.external(503, "base_not_served", "no worker serves '" + manifest.base().name()
                    + "' now, so that nothing can be said about the version" + copies(manifest.base()));
        }
        List<ModelCard> fitting = named.stream().filter(card -> card.takesAdaptersOf(manifest.base().digest())).toList();
        if (fitting.isEmpty()) {
            return new Command.Reject(manifest.version(), "wrong_base", "the base of that name has another digest");
        }
        Optional<Reading.Refused> misfit = fitting.stream().flatMap(card -> AdapterFolder.misfit(manifest, card).stream()).findFirst();
        return misfit.<Command>map(why -> new Command.Reject(manifest.version(), why.code(), why.message()))
                .orElseGet(() -> new Command.Validate(manifest.version()));
    }

    /** An adapter is for a name, too: whoever asks for {@code BASE:NAME} means the base of that name. */
    private String copies(AdapterManifest.Base base) {
        return models.served().stream().filter(card -> card.takesAdaptersOf(base.digest())).findFirst()
                .map(copy -> "; '" + copy.name() + "' is the same model or a copy of it, and takes its adapters when it is served as '"
                        + base.name() + "'").orElse("");
    }

    private static AdapterManifest manifest(String name, AdapterUpload upload, Reading.Sound sound, AdapterManifest.Base base,
            Measured measured) {
        return new AdapterManifest(sound.kind(), name, Objects.requireNonNullElse(upload.version(), ""), measured.digest(), measured.bytes(),
                sound.parameters(), base, sound.rank(), sound.alpha(), sound.rankStabilised(), sound.tokens(), sound.targets(),
                measured.files(), upload.task(), Objects.requireNonNullElse(upload.tags(), List.of()), upload.description(),
                upload.licence(), Objects.requireNonNullElse(upload.metrics(), Map.of()), upload.training(), upload.data(), upload.signature());
    }
}
