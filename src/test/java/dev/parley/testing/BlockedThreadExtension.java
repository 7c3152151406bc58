package dev.parley.testing;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test class in which Vert.x warned that something blocked an event loop. Registered for
 * every test. The checker looks once a second, so that a warning at the very end of a class may
 * fail the next one: its text names the thread and shows where it stood.
 */
public final class BlockedThreadExtension implements BeforeAllCallback, AfterAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    BlockedThreadWarnings.watch();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> warnings = BlockedThreadWarnings.take();
    if (!warnings.isEmpty()) {
      throw new AssertionError(
          "Something blocked a Vert.x thread during "
              + context.getDisplayName()
              + ":\n"
              + String.join("\n", warnings));
    }
  }
}
