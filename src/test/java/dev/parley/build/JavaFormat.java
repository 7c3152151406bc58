package dev.parley.build;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The layout of Java sources: what google-java-format makes of them, imports included. */
final class JavaFormat {
  private JavaFormat() {}

  /** Rewrites every Java file whose layout differs, and names it. */
  public static void main(String[] args) throws IOException, FormatterException {
    rewrite(SourceTree.ofThisBuild(), System.out);
  }

  static void rewrite(SourceTree tree, PrintStream out) throws IOException, FormatterException {
    for (Path file : tree.files(".java")) {
      String source = Files.readString(file);
      String formatted = apply(source);
      if (!formatted.equals(source)) {
        Files.writeString(file, formatted);
        out.println("formatted " + tree.relative(file));
      }
    }
  }

  /** The source as it should be; fails when it is not Java. */
  static String apply(String source) throws FormatterException {
    return new Formatter().formatSourceAndFixImports(source);
  }
}
