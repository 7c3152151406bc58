package dev.parley.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatTest {
  private static final String REWRITE = "mvn -q test-compile exec:exec@format";
  private static final String UGLY = "import java.util.List;\nclass A{int b;}\n";
  private static final String NEAT = "class A {\n  int b;\n}\n";

  private final SourceTree tree = SourceTree.ofThisBuild();

  @Test
  void javaSourcesAreFormatted() throws Exception {
    List<Path> sources = tree.files(".java");
    List<String> different = new ArrayList<>();
    for (Path file : sources) {
      String source = Files.readString(file);
      if (!JavaFormat.apply(source).equals(source)) {
        different.add(tree.relative(file));
      }
    }

    assertThat(sources).as("the test runs in the project's folder").isNotEmpty();
    assertThat(different).as("Not formatted. This mends it: %s", REWRITE).isEmpty();
  }

  @Test
  void textFilesKeepToTheEditorConfiguration() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file :
        tree.files(".java", ".js", ".mjs", ".css", ".html", ".sql", ".yaml", ".yml", ".md")) {
      boolean markdown = file.toString().endsWith(".md");
      TextStyle.faults(Files.readString(file), markdown)
          .forEach(fault -> faults.add(tree.relative(file) + " " + fault));
    }

    assertThat(faults).as("Against .editorconfig").isEmpty();
  }

  @Test
  void rewritingMendsWhatTheCheckFinds(@TempDir Path folder)
      throws IOException, FormatterException {
    Path source = Files.writeString(folder.resolve("A.java"), UGLY);
    assertThat(JavaFormat.apply(UGLY)).isEqualTo(NEAT);

    JavaFormat.rewrite(new SourceTree(folder), new PrintStream(OutputStream.nullOutputStream()));

    assertThat(source).hasContent(NEAT);
  }

  @Test
  void eachFaultOfATextIsFound() {
    assertThat(TextStyle.faults("a\n\tb\nc \n", false))
        .containsExactly("line 2: tab", "line 3: space at the end");
    assertThat(TextStyle.faults("break  \nhere", true)).containsExactly("no newline at the end");
    assertThat(TextStyle.faults("a\r\n", false)).containsExactly("carriage return");
    assertThat(TextStyle.faults("", false)).isEmpty();
  }

  @Test
  void buildOutputAndForeignCodeAreNotLookedAt(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("src/vendor"));
    Files.createDirectories(folder.resolve("target"));
    Path own = Files.writeString(folder.resolve("src/own.js"), "");
    Files.writeString(folder.resolve("src/vendor/foreign.js"), "");
    Files.writeString(folder.resolve("target/made.js"), "");

    assertThat(new SourceTree(folder).files(".js")).containsExactly(own);
  }
}
