package dev.parley.architecture.bad.hub;

import dev.parley.architecture.bad.gateway.Verticle;
import java.util.logging.Logger;

/** Also one half of a cycle. */
public final class Prints {
  private static final Logger LOGGER = Logger.getLogger("prints");

  private Prints() {}

  public static void print(Verticle verticle) {
    System.out.println(verticle.deploymentID());
    LOGGER.info("printed");
  }
}
