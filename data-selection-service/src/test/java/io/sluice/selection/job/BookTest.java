package io.sluice.selection.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BookTest {

    /** About something: that it begins, or ends. */
    private record Fact(String id, boolean ends) {
    }

    /** Open from its first fact to its end. */
    private static final class Thing implements Book.Fold<Fact, String, String> {

        private String id = "";
        private boolean ended;

        @Override
        public Folded apply(Fact fact) {
            if (id.isEmpty() == fact.ends()) {
                return new Folded.Refused("no", "not now");
            }
            id = fact.id();
            ended = fact.ends();
            return new Folded.Applied();
        }

        @Override
        public Map<String, String> next() {
            return ended ? Map.of() : Map.of("", "end " + id);
        }

        @Override
        public boolean waits(String part) {
            return false;
        }

        @Override
        public String view() {
            return id + (ended ? " ended" : "");
        }
    }

    private final Book<Fact, String, String> book = new Book<>(Fact::id, Thing::new, 2);

    @Test
    void thoseThatEndedFirstAreLeftOutAndTheOthersToldNewestFirst() {
        for (String id : List.of("a", "b", "c", "d")) {
            book.apply(new Fact(id, false));
        }
        assertThat(book.open()).containsExactly("a", "b", "c", "d");
        assertThat(book.next("b")).containsEntry("", "end b");
        for (String id : List.of("b", "a", "d")) {
            book.apply(new Fact(id, true));
        }
        assertThat(book.find("b")).isEmpty();
        assertThat(book.list(each -> true, null, 10)).containsExactly("d ended", "c", "a ended");
        assertThat(book.list(each -> true, "d", 1)).containsExactly("c");
        assertThat(book.list(each -> each.endsWith("ended"), "c", 10)).containsExactly("a ended");
        assertThat(book.open()).containsExactly("c");
        assertThat(book.anyOpen("c"::equals)).isTrue();
        assertThat(book.anyOpen("d ended"::equals)).isFalse();
    }

    @Test
    void whatIsRefusedLeavesNothingAndFollowersAreToldOfChangesAlone() {
        List<String> seen = new ArrayList<>();
        assertThat(book.apply(new Fact("a", true))).isInstanceOf(Folded.Refused.class);
        assertThat(book.find("a")).isEmpty();
        try (Following following = book.follow("a", seen::add)) {
            book.apply(new Fact("a", false));
            book.apply(new Fact("a", false));
            book.apply(new Fact("b", false));
            book.apply(new Fact("a", true));
        }
        assertThat(seen).containsExactly("a", "a ended");
    }
}
