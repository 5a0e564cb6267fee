package io.zvonok.bench.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class SvgPlotTest {
    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void drawsALineThatIsInterruptedWhereNothingWasMeasured() throws Exception {
        SvgPlot.Series series =
                new SvgPlot.Series("a <b> & 'c'", List.of(0.0, 1.0, 2.0, 3.0), List.of(1.0, Double.NaN, 5.0, 4.0));

        Document svg = parsed(SvgPlot.overTime("ms", List.of(series), 1, 3));

        String path = svg.getElementsByTagName("path")
                .item(0)
                .getAttributes()
                .getNamedItem("d")
                .getNodeValue();
        assertThat(path.chars().filter(c -> c == 'M')).hasSize(2);
        assertThat(path.chars().filter(c -> c == 'L')).hasSize(1);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("a <b> & 'c'")
                .contains("ms");
    }

    @Test
    void drawsBarsOfPartsWithTheirSum() throws Exception {
        Document svg = parsed(SvgPlot.bars(
                "us",
                List.of(
                        new SvgPlot.Bar("x", List.of(new SvgPlot.Part("p", 2), new SvgPlot.Part("q", 3.5))),
                        new SvgPlot.Bar("y", List.of(new SvgPlot.Part("p", 1))))));

        assertThat(svg.getDocumentElement().getTextContent())
                .contains("5.5")
                .contains("x")
                .contains("q");
    }

    @Test
    void drawsEvenNothing() throws Exception {
        parsed(SvgPlot.overTime("ms", List.of(), 0, 0));
        parsed(SvgPlot.bars("us", List.of(new SvgPlot.Bar("x", List.of()))));
    }

    @Test
    void putsRoundTicksOnAxes() {
        assertThat(Axis.to(9.3).ticks()).containsExactly(0.0, 2.5, 5.0, 7.5, 10.0);
        assertThat(Axis.to(0).max()).isEqualTo(1);
        assertThat(Axis.to(1234).max()).isGreaterThanOrEqualTo(1234).isLessThanOrEqualTo(1500);
        assertThat(Axis.label(2.50)).isEqualTo("2.5");
        assertThat(Axis.label(12_000)).isEqualTo("12,000");
    }
}
