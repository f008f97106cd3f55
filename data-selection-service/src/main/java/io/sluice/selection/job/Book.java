package io.sluice.selection.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All things of a kind as their facts tell, for whoever asks. Bounded: beyond so many the ones that ended first are left out. One thread
 * applies, any number reads.
 *
 * @param <E> facts
 * @param <V> things as their callers see them
 * @param <A> what is to be done of them
 */
public final class Book<E, V, A> implements States<V> {

    private final Function<E, String> about;
    private final Supplier<? extends Fold<E, V, A>> nothing;
    private final int endedMax;
    private final Map<String, Fold<E, V, A>> things = new LinkedHashMap<>();
    /** Those of which something is to be done. */
    private final TreeSet<String> open = new TreeSet<>();
    private final Deque<String> ended = new ArrayDeque<>();
    private final Map<String, List<Consumer<V>>> followers = new ConcurrentHashMap<>();

    /**
     * One thing as the fold of its facts. Not thread-safe.
     *
     * @param <E> facts
     * @param <V> the thing as its callers see it
     * @param <A> what is to be done of it
     */
    public interface Fold<E, V, A> {

        /** How it goes on from a fact: {@link Folded.Applied} where it is another one than before. */
        Folded apply(E fact);

        /** What is to be done, at the same time where it is more than one; empty where nothing is until somebody asks for something. */
        Map<String, A> next();

        /** @param part as {@link #next} names it; whether it is of record that this waits */
        boolean waits(String part);

        /** Asked for once it was begun. */
        V view();
    }

    /**
     * @param about    identity of the thing that a fact is about
     * @param nothing  a fold without facts
     * @param endedMax things that ended and are still told of
     */
    public Book(Function<E, String> about, Supplier<? extends Fold<E, V, A>> nothing, int endedMax) {
        this.about = about;
        this.nothing = nothing;
        this.endedMax = endedMax;
    }

    public Folded apply(E fact) {
        String id = about.apply(fact);
        Folded folded;
        V view = null;
        synchronized (this) {
            Fold<E, V, A> known = things.get(id);
            Fold<E, V, A> thing = known == null ? nothing.get() : known;
            folded = thing.apply(fact);
            if (folded instanceof Folded.Applied) {
                applied(id, thing);
                view = thing.view();
            }
        }
        if (view != null) {
            V now = view;
            followers.getOrDefault(id, List.of()).forEach(follower -> follower.accept(now));
        }
        return folded;
    }

    private void applied(String id, Fold<E, V, A> thing) {
        things.putIfAbsent(id, thing);
        if (!thing.next().isEmpty()) {
            open.add(id);
            ended.remove(id);
        } else if (open.remove(id)) {
            ended.add(id);
            while (ended.size() > endedMax) {
                things.remove(ended.remove());
            }
        }
    }

    @Override
    public synchronized Optional<V> find(String id) {
        return Optional.ofNullable(things.get(id)).map(Fold::view);
    }

    /**
     * The newest first.
     *
     * @param before only those that were asked for before this one; null: from the newest on
     */
    public synchronized List<V> list(Predicate<V> wanted, @Nullable String before, int limit) {
        List<V> found = new ArrayList<>();
        boolean begun = before == null || !things.containsKey(before);
        for (Map.Entry<String, Fold<E, V, A>> each : things.entrySet().stream().toList().reversed()) {
            if (found.size() == limit) {
                break;
            }
            if (begun) {
                V view = each.getValue().view();
                if (wanted.test(view)) {
                    found.add(view);
                }
            }
            begun |= each.getKey().equals(before);
        }
        return found;
    }

    /** Of which something is to be done. */
    public synchronized List<String> open() {
        return List.copyOf(open);
    }

    /** Whether one of which something is to be done is such. */
    public synchronized boolean anyOpen(Predicate<V> such) {
        return open.stream().map(id -> things.get(id).view()).anyMatch(such);
    }

    public synchronized Map<String, A> next(String id) {
        Fold<E, V, A> thing = things.get(id);
        return thing == null ? Map.of() : thing.next();
    }

    /** Whether it is of record that a part of it, as {@link #next} names it, waits. */
    public synchronized boolean waits(String id, String part) {
        Fold<E, V, A> thing = things.get(id);
        return thing != null && thing.waits(part);
    }

    @Override
    public Following follow(String id, Consumer<V> follower) {
        // In one step: the list of the last follower who leaves goes with it, and whoever came to it meanwhile would hear nothing.
        followers.compute(id, (same, all) -> {
            List<Consumer<V>> list = all == null ? new CopyOnWriteArrayList<>() : all;
            list.add(follower);
            return list;
        });
        return () -> followers.computeIfPresent(id, (same, all) -> {
            all.remove(follower);
            return all.isEmpty() ? null : all;
        });
    }
}
