package io.sluice.inference.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code tokenizer_config.json} adds to the tokenizer; a folder without one serves plain completions.
 *
 * @param bosToken name of the token before a text, or empty
 * @param addsBos  whether the settings ask for it, whatever the tokenizer does
 */
record TokenizerSettings(String bosToken, boolean addsBos, @Nullable ChatTemplate template) {

    private static final String CONFIG = "tokenizer_config.json";
    private static final String TEMPLATE = "chat_template.jinja";

    static TokenizerSettings read(Path folder) {
        JsonFile json = JsonFile.find(folder, CONFIG);
        String bos = json == null ? "" : tokenName(json, "bos_token");
        String eos = json == null ? "" : tokenName(json, "eos_token");
        String template = template(folder, json);
        return new TokenizerSettings(bos, json != null && !bos.isEmpty() && json.flag("add_bos_token", false),
                template == null ? null : new ChatTemplate(template, bos, eos));
    }

    /** A name, or an object that has it as its content. */
    private static String tokenName(JsonFile json, String field) {
        JsonNode value = json.root().path(field);
        return value.isObject() ? value.path("content").asString("") : value.asString("");
    }

    private static @Nullable String template(Path folder, @Nullable JsonFile json) {
        if (Files.isRegularFile(folder.resolve(TEMPLATE))) {
            try {
                return Files.readString(folder.resolve(TEMPLATE));
            } catch (IOException e) {
                throw new ModelRefusedException(TEMPLATE + " can't be read: " + e.getMessage(), e);
            }
        }
        if (json == null || !json.has("chat_template")) {
            return null;
        }
        JsonNode value = json.root().path("chat_template");
        if (value.isString()) {
            return value.stringValue();
        }
        for (JsonNode named : value) {
            if (named.path("name").asString("").equals("default") && named.path("template").isString()) {
                return named.path("template").stringValue();
            }
        }
        throw json.refuse("has a chat_template that is neither text nor a list with one named default");
    }
}
