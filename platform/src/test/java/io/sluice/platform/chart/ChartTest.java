package io.sluice.platform.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> all(Document document, String tag, String kind) {
        NodeList found = document.getElementsByTagName(tag);
        return java.util.stream.IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i))
                .filter(each -> each.getAttribute("class").equals(kind)).toList();
    }

    @Test
    void barsAreAsHighAsTheirValuesAndCarryIntervalsAndObservations() throws Exception {
        Document chart = parsed(new Chart("A & B", "selector", "share", List.of("a", "b<c"))
                .bars("a", List.of(new Chart.Point(0, 0.25, 0.2, 0.3, List.of(0.2, 0.3))))
                .bars("b<c", List.of(new Chart.Point(1, 0.5))).svg());
        List<Element> bars = all(chart, "rect", "bar");
        assertThat(bars).hasSize(2);
        assertThat(Double.parseDouble(bars.get(1).getAttribute("height"))).isCloseTo(2 * Double.parseDouble(bars.get(0).getAttribute("height")),
                org.assertj.core.api.Assertions.within(0.3));
        assertThat(all(chart, "path", "interval")).hasSize(1);
        assertThat(all(chart, "circle", "seen")).hasSize(2);
        assertThat(chart.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("A & B");
    }

    @Test
    void linesOverNumbersBeginAndEndWhereTheirPointsDo() throws Exception {
        Document chart = parsed(Chart.stacked("two", List.of(
                new Chart("one", "run", "reward").line("x", List.of(new Chart.Point(10, 1), new Chart.Point(20, -3))),
                new Chart("empty", "run", "reward"))));
        List<Element> lines = all(chart, "path", "line");
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().getAttribute("d")).matches("M357\\.0 [0-9.]+L642\\.0 [0-9.]+");
    }

    @Test
    void anIntervalThatReachesFarBeyondAllFiguresIsCut() throws Exception {
        Document chart = parsed(new Chart("t", "x", "y", List.of("1", "2")).line("x", List.of(new Chart.Point(0, 0.5, -1e6, 1e6, List.of()),
                new Chart.Point(1, 0.6))).svg());
        assertThat(all(chart, "path", "interval").getFirst().getAttribute("d")).matches("M[0-9.]+ 370\\.0V40\\.0");
        assertThat(all(chart, "path", "head")).hasSize(2);
    }
}
