package dev.parley.ai.tool;

import dev.parley.ai.tool.Tool.Person;
import dev.parley.config.ToolSourcesConfig.Audience;
import java.util.Set;

/** Who may have a tool called. */
public final class Access {
  private Access() {}

  /** Whether one of the roles is the person's; an administrator is a user as well. */
  public static boolean allows(Set<Audience> roles, Person person) {
    if (person.guest()) {
      return roles.contains(Audience.GUEST);
    }
    return roles.contains(Audience.USER) || (person.admin() && roles.contains(Audience.ADMIN));
  }
}
