package io.sluice.selection.web;

import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.SetNames;
import io.sluice.selection.row.RowForm;
import io.sluice.selection.work.ArtefactStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What every controller needs: data sets by digest or name, or the right refusal, read off the event loop. */
public final class StoredSets {

    private static final String PREFIX = "sha256:";

    private final DataSetStore store;
    private final DataSets sets;
    private final SetNames names;
    private final ArtefactStore artefacts;
    private final Scheduler disk;

    public StoredSets(DataSetStore store, DataSets sets, SetNames names, ArtefactStore artefacts, Scheduler disk) {
        this.store = store;
        this.sets = sets;
        this.names = names;
        this.artefacts = artefacts;
        this.disk = disk;
    }

    /** Work on the disk, where blocking is fine. */
    <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(disk).onErrorMap(Answers::diskFault);
    }

    /** @param given {@code sha256:…}, the digest alone, or a name; blocks */
    DataSet get(String given) throws IOException {
        return get(given, "dataset");
    }

    /** @param field of the request that names it */
    DataSet get(String given, String field) throws IOException {
        Optional<String> digest = digest(given);
        Optional<DataSet> found = digest.isEmpty() ? Optional.empty() : sets.find(digest.get());
        return found.orElseThrow(() -> SluiceException.user(404, "dataset_not_found", "there is no data set of that digest or name", field));
    }

    /**
     * The digest of a set of questions.
     *
     * @throws SluiceException 400 where its profile tells of rows that are none
     */
    String questions(String given, String field) throws IOException {
        DataSet set = get(given, field);
        long plain = set.profile().forms().getOrDefault(RowForm.PLAIN.label(), 0L);
        if (plain > 0) {
            throw SluiceException.invalid(field, "question_without_prompt", plain + " of the " + set.profile().rows() + " rows of " + set.digest()
                    + " are plain text: a question needs a prompt and the response that is right");
        }
        return PREFIX + set.digest();
    }

    private Optional<String> digest(String given) throws IOException {
        String bare = given.startsWith(PREFIX) ? given.substring(PREFIX.length()) : given;
        if (bare.matches("[0-9a-f]{64}")) {
            return Optional.of(bare);
        }
        return SetNames.valid(given) ? names.find(given) : Optional.empty();
    }

    DataSetView view(DataSet set) throws IOException {
        return DataSetView.of(set, namesOf(set.digest(), names.all()));
    }

    /**
     * By digest.
     *
     * @param after the digest that the last page ended with; null for the first one
     */
    DataSetPage list(@Nullable String after, int limit) throws IOException {
        SortedMap<String, String> all = names.all();
        List<DataSetPage.Entry> data = new ArrayList<>();
        for (String digest : store.digests()) {
            if (after != null && digest.compareTo(after) <= 0) {
                continue;
            }
            if (data.size() == limit) {
                return new DataSetPage(data, data.getLast().digest());
            }
            // Another request may have deleted it by now.
            sets.find(digest).ifPresent(set -> data.add(DataSetPage.Entry.of(set, namesOf(digest, all))));
        }
        return new DataSetPage(data, null);
    }

    /** With what jobs left about it. Its names first: one that leads nowhere is worse than a set without a name. */
    void delete(DataSet set) throws IOException {
        for (String name : namesOf(set.digest(), names.all())) {
            names.delete(name);
        }
        store.delete(set.digest());
        artefacts.delete(set.digest());
    }

    void name(String name, DataSet set) throws IOException {
        names.put(name, set.digest());
    }

    boolean unname(String name) throws IOException {
        return names.delete(name);
    }

    static String checkedName(String name) {
        if (!SetNames.valid(name)) {
            throw SluiceException.invalid("name", "invalid_value", "'name' is " + SetNames.RULE);
        }
        return name;
    }

    private static List<String> namesOf(String digest, Map<String, String> all) {
        return all.entrySet().stream().filter(each -> each.getValue().equals(digest)).map(Map.Entry::getKey).toList();
    }
}
