package dev.parley.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds for classes whose source file has no more lines than allowed. */
final class BeShort extends ArchCondition<JavaClass> {
  private final Path sources;
  private final int maxLines;

  BeShort(Path sources, int maxLines) {
    super("have at most %d source lines", maxLines);
    this.sources = sources;
    this.maxLines = maxLines;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    long lines = lines(type);
    if (lines > maxLines) {
      String text = type.getName() + " has " + lines + " source lines, more than " + maxLines;
      events.add(SimpleConditionEvent.violated(type, text));
    }
  }

  private long lines(JavaClass type) {
    try {
      return Files.readAllLines(sources.resolve(type.getName().replace('.', '/') + ".java")).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
