import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';
import { avatar } from './avatar.js';
import { confirmDialog, openDialog } from './dialog.js';

/** Who is in the open conversation; inviting and, for its owner, removing people. */
export function peopleDialog(chat) {
  let off;
  const id = chat.thread.conversationId;
  return openDialog(
    'People',
    () => {
      const list = h('ul', { class: 'people', test: 'people-list' });
      const show = () => {
        const members = chat.conversations.get(id)?.members ?? [];
        const owner = members.some((one) => one.user_id === chat.user.id && one.role === 'owner');
        list.replaceChildren(...members.map((one) => person(chat, one, owner)));
      };
      off = chat.on('people', show);
      show();
      return h('div', { class: 'dialog-body' }, list, inviteForm(chat, show));
    },
    { test: 'people-dialog' },
  ).finally(() => off());
}

function person(chat, member, owner) {
  const me = member.user_id === chat.user.id;
  const here = chat.people.isPresent(member.user_id);
  const remove = async () => {
    const sure = await confirmDialog(
      'Remove person',
      `${member.name} will no longer see this conversation.`,
      'Remove',
    );
    if (sure) chat.removeMember(member.user_id);
  };
  return h(
    'li',
    {},
    avatar(member.user_id, member.name, here),
    h('span', { class: 'grow', text: me ? `${member.name} (you)` : member.name }),
    h('span', { class: 'muted', text: member.role === 'owner' ? 'Owner' : here ? 'Here now' : '' }),
    owner && !me
      ? h(
          'button',
          {
            class: 'icon-button',
            type: 'button',
            'aria-label': `Remove ${member.name}`,
            on: { click: remove },
          },
          icon('close'),
        )
      : null,
  );
}

function inviteForm(chat, done) {
  const input = h('input', {
    class: 'input',
    placeholder: 'Login name',
    'aria-label': 'Login name of the person to invite',
    required: true,
    autocapitalize: 'none',
    spellcheck: 'false',
    test: 'invite-name',
  });
  const error = h('p', { class: 'form-error', role: 'alert' });
  const submit = async (event) => {
    event.preventDefault();
    error.textContent = '';
    try {
      await chat.invite(input.value.trim());
      input.value = '';
      done();
    } catch (problem) {
      error.textContent = problem.message;
    }
  };
  return h(
    'form',
    { class: 'invite', on: { submit } },
    input,
    h('button', { class: 'button primary', type: 'submit', text: 'Invite', test: 'invite-send' }),
    error,
  );
}
