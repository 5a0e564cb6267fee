package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The BOM has no parent to take versions from: they are to be the same all the same. */
class PomsTest {
    private static Element pom(String file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(file).toFile())
                .getDocumentElement();
    }

    private static String first(Element pom, String name) {
        return pom.getElementsByTagName(name).item(0).getTextContent();
    }

    @Test
    void theBomHasTheVersionsOfTheBuild() throws Exception {
        Element bom = pom("bom/pom.xml");
        Element parent = pom("../pom.xml");
        assertThat(bom.getElementsByTagName("parent").getLength()).isZero();
        for (String name : new String[] {"version", "netty.version", "bouncycastle.version"}) {
            assertThat(first(bom, name)).as(name).isEqualTo(first(parent, name));
        }
    }
}
