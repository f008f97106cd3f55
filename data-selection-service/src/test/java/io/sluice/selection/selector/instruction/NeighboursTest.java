package io.sluice.selection.selector.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.testing.ToyPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighboursTest {

    private static final List<Row> ROWS = ToyPool.of(60, 1, 2).rows();

    private static double toOne(Row from, Row to) {
        return Neighbours.of(List.of(to)).reader().distance(from);
    }

    @Test
    void isTheDistanceToTheSixthNearestRowButItself() {
        Neighbours.Reader reader = Neighbours.of(ROWS).reader();
        for (Row row : ROWS.subList(0, 10)) {
            double[] distances = ROWS.stream().filter(other -> other.ordinal() != row.ordinal()).mapToDouble(other -> toOne(row, other)).sorted().toArray();
            assertThat(reader.distance(row)).isCloseTo(distances[5], within(1e-6));
        }
    }

    @Test
    void isNothingToTheSameWordsAndMoreToOthers() {
        Row row = Row.plain(0, "one two three");

        assertThat(toOne(row, Row.plain(1, "three two, one".replace(",", "")))).isCloseTo(0, within(1e-3));
        assertThat(toOne(row, Row.plain(1, "something else entirely"))).isGreaterThan(0.5);
        assertThat(Neighbours.of(List.of(row)).reader().distance(row)).as("alone").isZero();
    }

    @Test
    void comesBackFromItsBytes() {
        Neighbours there = Neighbours.of(ROWS);
        Neighbours back = Neighbours.read(ByteBuffer.wrap(there.toBytes()));
        List<Row> others = new ArrayList<>(ToyPool.of(20, 1, 9).rows());

        assertThat(others).allSatisfy(row -> assertThat(back.reader().distance(row)).isEqualTo(there.reader().distance(row)));
    }
}
