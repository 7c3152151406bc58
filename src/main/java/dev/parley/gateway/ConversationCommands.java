package dev.parley.gateway;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.ChatService;
import io.vertx.core.Future;

/** Commands that concern conversations as a whole: what they are, who is in them, what was read. */
record ConversationCommands(Bus bus, ChatService chat) {
  Future<Result> create(Request request, ClientCommand.CreateConversation create) {
    return chat.offered("model", create.model())
        .compose(
            offered ->
                bus.request(
                    Conversations.CREATE,
                    new Conversations.Create(
                        request.userId(), create.title(), create.context(), create.model())))
        .map(Result.OneConversation::new);
  }

  Future<Result> update(Request request, ClientCommand.UpdateConversation update) {
    return chat.offered("model", update.model())
        .compose(
            offered ->
                bus.request(
                    Conversations.UPDATE,
                    new Conversations.Update(
                        request.userId(),
                        update.conversationId(),
                        update.title(),
                        update.context(),
                        update.model(),
                        update.pinned(),
                        update.archived())))
        .map(Result.OneConversation::new);
  }

  Future<?> delete(Request request, ClientCommand.DeleteConversation delete) {
    return bus.request(
        Conversations.DELETE, new Conversations.Delete(request.userId(), delete.conversationId()));
  }

  Future<Result> invite(Request request, ClientCommand.Invite invite) {
    return bus.request(
            Conversations.INVITE,
            new Conversations.Invite(request.userId(), invite.conversationId(), invite.user()))
        .map(Result.OneConversation::new);
  }

  Future<?> removeMember(Request request, ClientCommand.RemoveMember remove) {
    return bus.request(
        Conversations.REMOVE_MEMBER,
        new Conversations.RemoveMember(request.userId(), remove.conversationId(), remove.userId()));
  }

  Future<?> markRead(Request request, ClientCommand.MarkRead read) {
    return bus.request(
        Conversations.MARK_READ,
        new Conversations.MarkRead(request.userId(), read.conversationId(), read.seq()));
  }

  Future<? extends Result> list(Request request, ClientCommand.ListConversations page) {
    return bus.request(
        Conversations.LIST,
        new Conversations.ListPage(request.userId(), page.cursor(), page.limit(), page.archived()));
  }

  Future<? extends Result> load(Request request, ClientCommand.LoadMessages load) {
    return chat.messages(
        new Conversations.LoadMessages(
            request.userId(), load.conversationId(), load.before(), load.limit()));
  }
}
