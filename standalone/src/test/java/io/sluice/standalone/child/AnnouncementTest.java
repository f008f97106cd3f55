package io.sluice.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnnouncementTest {

    @Test
    void comesBackFromItsLine() {
        Announcement ready = new Announcement.Ready("gateway");
        Announcement failed = new Announcement.Failed("kafka", "Invalid cluster.id in meta.properties");
        assertThat(Announcement.parse(ready.line())).contains(ready);
        assertThat(Announcement.parse(failed.line())).contains(failed);
    }

    @Test
    void aReasonOfSeveralLinesIsCutToItsFirst() {
        assertThat(new Announcement.Failed("kafka", "first\nsecond").line()).isEqualTo("@sluice failed kafka first");
    }

    @Test
    void otherLinesAreNone() {
        assertThat(Announcement.parse("ready gateway")).isEmpty();
        assertThat(Announcement.parse("@sluice ready")).isEmpty();
        assertThat(Announcement.parse("@sluice dances wildly")).isEmpty();
        assertThat(Announcement.parse("")).isEmpty();
    }
}
