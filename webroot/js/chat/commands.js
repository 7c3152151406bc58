import { accepted, create } from './sending.js';

/** The slash commands of the server; `args` in the order in which they are written. */
export const COMMANDS = [
  { name: 'help', args: [], about: 'Shows what there is' },
  { name: 'clear', args: [], about: 'Takes all messages out of this conversation' },
  { name: 'summarize', args: [], about: 'Sums this conversation up' },
  { name: 'analyze', args: ['text'], about: 'Finds mood and key points of a text' },
  { name: 'translate', args: ['text', 'target_language'], about: 'Translates a text' },
  {
    name: 'setcontext',
    args: ['text'],
    about: 'Tells the model something for all your conversations',
  },
  { name: 'getcontext', args: [], about: 'Shows what you told it' },
  { name: 'clearcontext', args: [], about: 'Forgets what you told it' },
];

export const usage = ({ name, args }) => [`/${name}`, ...args.map((arg) => `${arg}=""`)].join(' ');

/** The commands that may be meant while their name is being written; none before or after that. */
export function completions(text, caret) {
  const word = /^\/([a-z]*)$/i.exec(text.slice(0, caret));
  if (!word || /^\S/.test(text.slice(caret))) return [];
  return COMMANDS.filter(({ name }) => name.startsWith(word[1].toLowerCase()));
}

/** A command to fill in: its text and where the first argument goes. What followed the name stays. */
export function template(command, text, caret) {
  const rest = text.slice(caret).trim();
  if (rest || command.args.length === 0) {
    const filled = `/${command.name} ${rest}`.trimEnd();
    return { text: filled, caret: filled.length };
  }
  const filled = usage(command);
  return { text: filled, caret: filled.indexOf('"') + 1 };
}

/** As the server sees it: with two slashes it is a message that starts with one. */
export const isCommand = (text) => /^\/(?!\/)/.test(text);

/**
 * Sends a command. Its answer comes as an event of its own, and no message is stored. Emits `command`
 * while it is carried out.
 */
export async function sendCommand(chat, content) {
  const { thread } = chat;
  try {
    if (thread.conversationId == null)
      await (thread.creating ??= create(chat, thread));
    chat.emit('command', { conversationId: thread.conversationId, content });
    const data = { conversation_id: thread.conversationId, content, message_type: 'user' };
    accepted(chat, thread, await chat.client.request('send_message', data));
    chat.emit('command_done');
  } catch (error) {
    thread.creating = null;
    // The model may take its time; the answer is shown whenever it comes.
    if (error.code === 'TIMEOUT') return;
    chat.emit('command_done');
    if (error.code !== 'CLOSED') chat.emit('problem', error);
  }
}
