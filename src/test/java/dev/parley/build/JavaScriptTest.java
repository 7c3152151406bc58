package dev.parley.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaScriptTest {
  private final SourceTree tree = SourceTree.ofThisBuild();

  @Test
  void browserCodeParses() throws Exception {
    List<String> faults = new ArrayList<>();
    for (Path file : tree.files(".js", ".mjs")) {
      Node.Result check = check(file);
      if (check.exitCode() != 0) {
        faults.add(tree.relative(file) + "\n" + check.output());
      }
    }

    assertThat(faults).isEmpty();
  }

  @Test
  void browserCodePassesItsOwnTests() throws Exception {
    List<String> tests = tree.files(".test.mjs").stream().map(tree::relative).toList();
    if (tests.isEmpty()) {
      assertThat(tree.files(".js")).as("browser code without a test in src/test/js").isEmpty();
      return;
    }

    Node.Result result = test(tests);

    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  @Test
  void aModuleThatDoesNotParseIsFound(@TempDir Path folder) throws Exception {
    Path good = Files.writeString(folder.resolve("a.js"), "import b from './b.js';\nb();\n");
    Path bad = Files.writeString(folder.resolve("b.js"), "export const = 1;\n");

    assertThat(check(good).exitCode()).isZero();
    assertThat(check(bad).exitCode()).isNotZero();
    assertThat(check(bad).output()).contains("SyntaxError");
  }

  @Test
  void aFailingTestIsFound(@TempDir Path folder) throws Exception {
    Path bad =
        Files.writeString(
            folder.resolve("a.test.mjs"),
            "import test from 'node:test';\ntest('wrong', () => { throw new Error('no'); });\n");

    assertThat(test(List.of(bad.toString())).exitCode()).isNotZero();
  }

  @Test
  void aMissingNodeIsSaidWithTheWayToGetIt() {
    assertThatThrownBy(() -> Node.run("node-that-is-not-there", null, List.of("--version")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("apt-get install nodejs");
  }

  /** All our code is modules; only standard input can be checked as one whatever its name is. */
  private static Node.Result check(Path file) throws IOException, InterruptedException {
    return Node.run(file, List.of("--input-type=module", "--check"));
  }

  private static Node.Result test(List<String> files) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--test"));
    arguments.addAll(files);
    return Node.run(null, arguments);
  }
}
