package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoorTest {

    @Test
    void keepsTheLastPlacesForTenantsOfWhomNobodyWaits() {
        Door door = new Door(16);
        for (int i = 0; i < 14; i++) {
            assertThat(door.enter("many")).isTrue();
        }
        assertThat(door.enter("many")).isFalse();
        assertThat(door.enter("one")).isTrue();
        assertThat(door.enter("one")).as("it waits already").isFalse();
        assertThat(door.enter("two")).isTrue();
        assertThat(door.enter("three")).as("no place at all").isFalse();
        assertThat(door.waiting()).isEqualTo(16);
    }

    @Test
    void aPlaceIsFreeAgainWhenSomebodyLeaves() {
        Door door = new Door(16);
        for (int i = 0; i < 14; i++) {
            door.enter("many");
        }
        door.leave("many");
        assertThat(door.enter("many")).isTrue();
        for (int i = 0; i < 14; i++) {
            door.leave("many");
        }
        assertThat(door.waiting()).isZero();
    }

    @Test
    void aShortLineHasNoPlacesToKeep() {
        Door door = new Door(3);
        assertThat(door.enter("a") && door.enter("a") && door.enter("a")).isTrue();
        assertThat(door.enter("b")).isFalse();
    }
}
