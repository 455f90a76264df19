package weft.verify.interop;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import weft.verify.interop.H2specCase.Outcome;

/// Reads the report h2spec writes for JUnit.
///
/// Its sections follow RFC 7540 and, within `hpack`, RFC 7541; `generic` ones are its own.
final class H2specReport {
  private H2specReport() {}

  /// The cases in the order of the report.
  ///
  /// @throws IOException when it is not such a report
  static List<H2specCase> read(String xml) throws IOException {
    List<H2specCase> cases = new ArrayList<>();
    NodeList found = root(xml).getElementsByTagName("testcase");
    for (int index = 0; index < found.getLength(); index++) {
      cases.add(caseOf((Element) found.item(index)));
    }
    return cases;
  }

  private static Element root(String xml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException broken) {
      throw new IOException("not a report: " + xml, broken);
    }
  }

  private static H2specCase caseOf(Element element) {
    Element suite = (Element) element.getParentNode();
    String group = element.getAttribute("package");
    String section =
        group.substring(0, Math.max(0, group.indexOf('/'))) + " " + suite.getAttribute("name");
    String title = element.getAttribute("classname");
    NodeList error = element.getElementsByTagName("error");
    NodeList failure = error.getLength() > 0 ? error : element.getElementsByTagName("failure");
    if (failure.getLength() > 0) {
      return new H2specCase(section, title, Outcome.FAILED, failure.item(0).getTextContent());
    }
    boolean skipped = element.getElementsByTagName("skipped").getLength() > 0;
    return new H2specCase(section, title, skipped ? Outcome.SKIPPED : Outcome.PASSED, "");
  }
}
