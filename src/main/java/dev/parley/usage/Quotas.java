package dev.parley.usage;

import java.util.Map;
import java.util.Set;

/**
 * Who may have how much.
 *
 * @param named by login name; in place of what the role may have, as a whole
 * @param admins login names
 * @param reserveTokens what an answer under way is taken to use until its end says it
 */
public record Quotas(
    Limits guest,
    Limits user,
    Limits admin,
    Map<String, Limits> named,
    Set<String> admins,
    long reserveTokens) {
  /** Nobody has a limit. */
  public static final Quotas NONE =
      new Quotas(Limits.NONE, Limits.NONE, Limits.NONE, Map.of(), Set.of(), 1_000);

  public Quotas {
    named = Map.copyOf(named);
    admins = Set.copyOf(admins);
  }

  /** Whether anybody has a limit. */
  public boolean any() {
    return !guest.equals(Limits.NONE)
        || !user.equals(Limits.NONE)
        || !admin.equals(Limits.NONE)
        || !named.isEmpty();
  }

  /**
   * What one person may have.
   *
   * @param login null for a guest
   */
  public Limits of(String login) {
    if (login == null) {
      return guest;
    }
    Limits own = named.get(login);
    if (own != null) {
      return own;
    }
    return admins.contains(login) ? admin : user;
  }
}
