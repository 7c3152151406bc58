package dev.parley.browser;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The distribution's own package, which only root can install. */
record DebianPackage(SearchPath path) implements Source {
  private static final Duration TIMEOUT = Duration.ofMinutes(8);
  private static final Map<String, String> QUIET = Map.of("DEBIAN_FRONTEND", "noninteractive");

  /** Another program may be installing something at this moment. */
  private static final String WAIT = "DPkg::Lock::Timeout=300";

  @Override
  public String name() {
    return "Debian's package";
  }

  @Override
  public Installation find() throws Unavailable {
    Path aptGet =
        path.find("apt-get").orElseThrow(() -> new Unavailable("there is no apt-get here"));
    if (!System.getProperty("user.name").equals("root")) {
      throw new Unavailable("only root can install it (apt-get install chromium)");
    }
    String apt = aptGet.toString();
    Command.run(List.of(apt, "-qq", "-o", WAIT, "update"), QUIET, TIMEOUT);
    Command.run(
        List.of(
            apt,
            "-qq",
            "-y",
            "-o",
            WAIT,
            "install",
            "--no-install-recommends",
            "chromium",
            "fonts-liberation"),
        QUIET,
        TIMEOUT);
    return path.find("chromium")
        .map(Installation::new)
        .orElseThrow(() -> new Unavailable("was installed, but is not on the PATH"));
  }
}
