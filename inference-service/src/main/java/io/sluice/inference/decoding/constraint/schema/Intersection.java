package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The values that two shapes both allow. */
final class Intersection {

    private final Membership membership;
    private final Work work;

    Intersection(Membership membership, Work work) {
        this.membership = membership;
        this.work = work;
    }

    /** @return null when they have no value in common, as far as that is seen here */
    @Nullable Shape of(Shape a, Shape b) {
        work.steps(1);
        if (a instanceof Shape.Values values) {
            return filtered(values, b);
        }
        if (b instanceof Shape.Values values) {
            return filtered(values, a);
        }
        if (a instanceof Shape.Numbers x && b instanceof Shape.Numbers y) {
            return numbers(x, y);
        }
        if (a instanceof Shape.Strings x && b instanceof Shape.Strings y) {
            return strings(x, y);
        }
        if (a instanceof Shape.Arrays x && b instanceof Shape.Arrays y) {
            return arrays(x, y);
        }
        if (a instanceof Shape.Objects x && b instanceof Shape.Objects y) {
            return objects(x, y);
        }
        return null;
    }

    private @Nullable Shape filtered(Shape.Values values, Shape by) {
        var kept = values.values().stream().filter(value -> membership.holds(by, value, true)).toList();
        return kept.isEmpty() ? null : new Shape.Values(kept);
    }

    static Shape.Numbers numbers(Shape.Numbers a, Shape.Numbers b) {
        boolean lowOfA = b.low() == null || a.low() != null && stricter(a.low().compareTo(b.low()), a.lowOpen(), b.lowOpen());
        boolean highOfA =
                b.high() == null || a.high() != null && stricter(b.high().compareTo(a.high()), a.highOpen(), b.highOpen());
        return new Shape.Numbers(
                lowOfA ? a.low() : b.low(),
                lowOfA ? a.lowOpen() : b.lowOpen(),
                highOfA ? a.high() : b.high(),
                highOfA ? a.highOpen() : b.highOpen(),
                leastCommonMultiple(a.step(), b.step()));
    }

    private static boolean stricter(int order, boolean open, boolean otherOpen) {
        return order > 0 || order == 0 && (open || !otherOpen);
    }

    private static @Nullable BigDecimal leastCommonMultiple(@Nullable BigDecimal a, @Nullable BigDecimal b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        int scale = Math.max(0, Math.max(a.scale(), b.scale()));
        BigInteger x = a.movePointRight(scale).toBigIntegerExact();
        BigInteger y = b.movePointRight(scale).toBigIntegerExact();
        return new BigDecimal(x.multiply(y).divide(x.gcd(y)), scale);
    }

    private static @Nullable Shape strings(Shape.Strings a, Shape.Strings b) {
        int least = Math.max(a.least(), b.least());
        int most = Math.min(a.most(), b.most());
        return least > most
                ? null
                : new Shape.Strings(least, most, both(a.patterns(), b.patterns()), both(a.formats(), b.formats()));
    }

    private static List<Language> both(List<Language> a, List<Language> b) {
        Set<Language> all = new LinkedHashSet<>(a);
        all.addAll(b);
        return List.copyOf(all);
    }

    private static @Nullable Shape arrays(Shape.Arrays a, Shape.Arrays b) {
        int least = Math.max(a.least(), b.least());
        int most = Math.min(a.most(), b.most());
        if (least > most) {
            return null;
        }
        List<Conjunction> first = new ArrayList<>();
        for (int i = 0; i < Math.max(a.first().size(), b.first().size()); i++) {
            first.add(a.at(i).and(b.at(i)));
        }
        return new Shape.Arrays(first, a.rest().and(b.rest()), least, most);
    }

    private @Nullable Shape objects(Shape.Objects a, Shape.Objects b) {
        int least = Math.max(a.least(), b.least());
        int most = Math.min(a.most(), b.most());
        if (least > most) {
            return null;
        }
        LinkedHashMap<String, Conjunction> named = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>(a.named().keySet());
        names.addAll(b.named().keySet());
        work.steps(names.size());
        names.forEach(name -> named.put(name, a.at(name).and(b.at(name))));
        List<Shape.Keys> free = new ArrayList<>();
        for (Shape.Keys x : a.free()) {
            for (Shape.Keys y : b.free()) {
                Language both = x.names() == null ? y.names() : y.names() == null ? x.names() : x.names().and(y.names(), work);
                Conjunction schema = x.schema().and(y.schema());
                if ((both == null || !both.isEmpty()) && !schema.isNothing()) {
                    free.add(new Shape.Keys(both, schema));
                }
            }
        }
        Set<String> required = new TreeSet<>(a.required());
        required.addAll(b.required());
        return new Shape.Objects(named, required, free, least, most);
    }
}
