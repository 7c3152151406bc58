package dev.parley.api.legacy;

import dev.parley.auth.Identity;
import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids of chats for clients that name a chat and not themselves: such an id cannot be guessed, and
 * says whose guest's chat it is. Who has it may read and delete that one chat, as far as guests are
 * allowed at all; chats of accounts always need their token.
 */
final class ChatKeys {
  private static final Pattern KEY = Pattern.compile("([1-9][0-9]{0,17})-[0-9a-f]{32}");

  private final Bus bus;
  private final Callers callers;
  private final boolean guests;

  ChatKeys(Bus bus, Callers callers, boolean guests) {
    this.bus = bus;
    this.callers = callers;
    this.guests = guests;
  }

  static String create(long userId) {
    return userId + "-" + UUID.randomUUID().toString().replace("-", "");
  }

  /** Who asks, as the request says; else whose chat it is. */
  Future<Long> owner(RoutingContext ctx, String chat) {
    Matcher key = KEY.matcher(chat);
    if (!guests || Callers.said(ctx) || !key.matches()) {
      return callers.unnamed(ctx).map(Identity::userId);
    }
    long userId = Long.parseLong(key.group(1));
    return bus.request(Accounts.FIND, new Accounts.Find(userId))
        .compose(
            user ->
                user != null && user.guest()
                    ? Future.succeededFuture(userId)
                    : callers.unnamed(ctx).map(Identity::userId));
  }
}
