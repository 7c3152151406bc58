package dev.parley.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A build of Chromium that comes as a package of npm together with the libraries it needs, so that
 * it runs on a machine where nothing can be installed. Unpacked once, under the build folder.
 */
record NodePackage(SearchPath path, Map<String, String> environment, Path target)
    implements Source {
  /** The Chromium that this version of Playwright was made for. */
  private static final String PACKAGE = "@sparticuz/chromium@141.0.0";

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /** Unpacks below TMPDIR; prints nothing that is needed, as the names are known. */
  private static final String UNPACK =
      """
      import Chromium from '@sparticuz/chromium';
      await Chromium.executablePath();
      """;

  @Override
  public String name() {
    return "the npm package " + PACKAGE;
  }

  @Override
  public Installation find() throws Unavailable {
    Path npm = path.find("npm").orElseThrow(() -> new Unavailable("there is no npm here"));
    Path node = path.find("node").orElseThrow(() -> new Unavailable("there is no node here"));
    Path home = target.resolve("chromium");
    try {
      if (!Files.isDirectory(home)) {
        install(npm, node, home);
      }
    } catch (IOException e) {
      throw new Unavailable(e.toString());
    }
    return new Installation(home.resolve("chromium"), environment(home));
  }

  /** Unpacks elsewhere and renames at the end, so that half an installation is never used. */
  private void install(Path npm, Path node, Path home) throws IOException, Unavailable {
    Path work = Files.createDirectories(target.resolve("chromium-npm"));
    Path unpacked = Files.createTempDirectory(work, "unpacked-");
    Files.writeString(work.resolve("unpack.mjs"), UNPACK);
    Command.run(
        List.of(
            npm.toString(),
            "install",
            "--prefix",
            work.toString(),
            "--no-save",
            "--no-audit",
            "--no-fund",
            PACKAGE),
        Map.of(),
        TIMEOUT);
    // It brings its libraries only where it believes to run on a bare machine of this kind.
    Command.run(
        List.of(node.toString(), work.resolve("unpack.mjs").toString()),
        Map.of("TMPDIR", unpacked.toString(), "AWS_EXECUTION_ENV", "AWS_Lambda_nodejs22.x"),
        TIMEOUT);
    Files.move(unpacked, home);
  }

  private Map<String, String> environment(Path home) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("LD_LIBRARY_PATH", home.resolve("al2023/lib").toString());
    all.put("FONTCONFIG_PATH", home.resolve("fonts").toString());
    return all;
  }
}
