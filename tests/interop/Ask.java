import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.riot.RDFDataMgr;

/** Asks one file of triples every question of a folder, *.rq, and writes the rows beside it, *.json. */
public class Ask {
    public static void main(String[] arguments) throws Exception {
        Model model = RDFDataMgr.loadModel(arguments[0]);
        try (DirectoryStream<Path> questions = Files.newDirectoryStream(Path.of(arguments[1]), "*.rq")) {
            for (Path question : questions) {
                String name = question.getFileName().toString().replace(".rq", ".json");
                try (QueryExecution asked = QueryExecutionFactory.create(Files.readString(question), model);
                        OutputStream out = Files.newOutputStream(question.resolveSibling(name))) {
                    ResultSetFormatter.outputAsJSON(out, asked.execSelect());
                }
            }
        }
    }
}
