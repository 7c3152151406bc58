package dev.parley.bus;

import java.time.Instant;
import java.util.List;

/** Keys with which programs act for a person, as the store role serves them. */
public final class ApiKeys {
  /**
   * Fails with QUOTA_EXCEEDED above {@link #MAX_ACTIVE} (REFUSE), and with FORBIDDEN for somebody
   * who is shut out.
   */
  public static final Address<Create, ApiKey> CREATE =
      Address.service("parley.store.api_keys.create", Create.class, ApiKey.class);

  /** All of a person, the newest first. */
  public static final Address<ListKeys, Keys> LIST =
      Address.service("parley.store.api_keys.list", ListKeys.class, Keys.class);

  /**
   * Makes a key useless for ever; doing it twice is no error. Fails with NOT_FOUND for a key of
   * somebody else.
   */
  public static final Address<Revoke, Done> REVOKE =
      Address.service("parley.store.api_keys.revoke", Revoke.class, Done.class);

  /**
   * Who a key speaks for, and notes that it was used, at most once a minute. Answers null for a key
   * that is not good, whatever the reason.
   */
  public static final Address<Use, Holder> USE =
      Address.service("parley.store.api_keys.use", Use.class, Holder.class);

  /** Published when a key was revoked: forget it. */
  public static final Address<Revoked, Void> REVOKED =
      Address.topic("parley.api_keys.revoked", Revoked.class);

  /** Most keys of a person that are not revoked. */
  public static final int MAX_ACTIVE = 50;

  /** Most revoked keys of a person that are listed; the ones revoked first are dropped. */
  public static final int MAX_REVOKED = 50;

  private ApiKeys() {}

  /** What a key may be used for. */
  public enum Scope {
    CHAT,
    MODELS
  }

  public record Done() {}

  /**
   * @param name given by the person, 1 to 64 characters
   * @param start the first characters of the key, for the list
   * @param hash SHA-256 of the key, hexadecimal
   */
  public record Create(long userId, String name, String start, String hash, List<Scope> scopes) {}

  public record ListKeys(long userId) {}

  public record Keys(List<ApiKey> keys) {}

  public record Revoke(long userId, long keyId) {}

  public record Use(String hash) {}

  public record Revoked(long keyId) {}

  /**
   * @param lastUsedAt to the minute; null when it was never used
   * @param revokedAt null while it is good
   */
  public record ApiKey(
      long id,
      String name,
      String start,
      List<Scope> scopes,
      Instant createdAt,
      Instant lastUsedAt,
      Instant revokedAt) {}

  /** Who a good key speaks for. */
  public record Holder(long keyId, long userId, List<Scope> scopes) {}
}
