package io.sluice.registry.artifact;

import io.sluice.contracts.adapter.AdapterUpload;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.kind.AdapterConfig;
import io.sluice.registry.kind.AdapterFolder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which files of an upload are taken, and under which name. An upload is the content of one folder, with or without the
 * folder itself. Names are data of a stranger: one that could lead out of the folder ends the upload.
 */
final class FileNames {

    private static final Set<String> TAKEN = Set.of(AdapterConfig.FILE, AdapterFolder.WEIGHTS, AdapterUpload.FILE);
    /** What libraries put beside an adapter, and nothing here needs. */
    private static final Set<String> PASSED_OVER = Set.of("readme.md", ".gitattributes", "tokenizer.json", "tokenizer.model",
            "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "chat_template.jinja");
    private static final List<String> PICKLES = List.of(".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".npy", ".npz");

    private FileNames() {
    }

    /** The file's name; empty when it is passed over. */
    static Optional<String> accept(String entry) {
        String path = entry.startsWith("./") ? entry.substring(2) : entry;
        List<String> steps = List.of(path.split("/", -1));
        boolean safe = !path.isEmpty() && path.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':')
                && steps.stream().noneMatch(step -> step.isEmpty() || step.equals("..") || step.equals("."));
        if (!safe) {
            throw SluiceException.user(422, "unsafe_path", "a file's name leads out of the adapter's folder or is no name", "file");
        }
        String name = steps.getLast();
        String lower = name.toLowerCase(Locale.ROOT);
        if (PICKLES.stream().anyMatch(lower::endsWith)) {
            throw SluiceException.user(422, "pickle_refused", "files that can hold pickled code are not taken; save the adapter as safetensors",
                    shown(name));
        }
        if (steps.size() <= 2 && PASSED_OVER.contains(lower)) {
            return Optional.empty();
        }
        if (steps.size() > 2 || !TAKEN.contains(name)) {
            throw SluiceException.user(422, "unexpected_file", "the folder of an adapter holds " + TAKEN.stream().sorted().toList()
                    + "; leave this file out", shown(name));
        }
        return Optional.of(name);
    }

    private static String shown(String name) {
        return name.length() > 100 ? name.substring(0, 100) : name;
    }
}
