import { copyText, h } from '../util/dom.js';
import { count, seconds } from '../util/format.js';
import { icon } from '../util/icons.js';
import { confirmDialog } from './dialog.js';
import { commentForm } from './feedback.js';

function tool(name, label, test, onClick, props = {}) {
  return h(
    'button',
    {
      class: 'tool',
      type: 'button',
      'aria-label': label,
      title: label,
      test,
      on: { click: onClick },
      ...props,
    },
    icon(name),
  );
}

function copyTool(message) {
  const copy = tool('copy', 'Copy', 'copy', async () => {
    await copyText(message.content);
    copy.replaceChildren(icon('check'));
    setTimeout(() => copy.replaceChildren(icon('copy')), 1_500);
  });
  return copy;
}

function removeTool(chat, message) {
  return tool('trash', 'Remove', 'remove', async () => {
    const text = 'Its text and pictures will be gone for everybody. This cannot be undone.';
    if (await confirmDialog('Remove message', text, 'Remove')) chat.removeMessage(message);
  });
}

/** "2/3" between the versions of a message. */
function branches(chat, message, versions) {
  if (versions.length < 2) return null;
  const at = versions.indexOf(message.id);
  const go = (to) => () => chat.showBranch(versions[to]);
  return h(
    'span',
    { class: 'branches', role: 'group', 'aria-label': 'Versions' },
    tool('left', 'Previous version', 'branch-prev', go(at - 1), { disabled: at === 0 }),
    h('span', {
      class: 'branch-count',
      test: 'branch-count',
      text: `${at + 1}/${versions.length}`,
    }),
    tool('right', 'Next version', 'branch-next', go(at + 1), {
      disabled: at === versions.length - 1,
    }),
  );
}

function metricsLine({ metrics, usage }) {
  const parts = [];
  if (metrics?.ttft_ms != null) parts.push(`${seconds(metrics.ttft_ms)} to first token`);
  if (metrics?.tokens_per_second != null)
    parts.push(`${metrics.tokens_per_second.toFixed(1)} tokens/s`);
  if (usage?.completion_tokens != null) {
    parts.push(`${usage.estimated ? '~' : ''}${count(usage.completion_tokens)} tokens`);
  }
  if (parts.length === 0) return null;
  return h('span', { class: 'metrics', test: 'metrics', text: parts.join(' · ') });
}

const messages = (number) => `${count(number)} older ${number === 1 ? 'message' : 'messages'}`;

/** What the model did not get word for word. */
function contextLine({ metrics }) {
  const { window, summarized, left_out: leftOut } = metrics?.context ?? {};
  const parts = [];
  if (summarized > 0) parts.push(`${messages(summarized)} summarized`);
  if (leftOut > 0) parts.push(`${messages(leftOut)} left out`);
  if (parts.length === 0) return null;
  const why = `This model can have ${count(window)} tokens in mind.`;
  return h('span', { class: 'context-use', test: 'context-use', title: why, text: `${parts.join(', ')} · window ${count(window)} tokens` });
}

function ratings(chat, message, slot) {
  const rate = (rating) => () => {
    const next = message.feedback === rating ? null : rating;
    chat.rate(message, next);
    slot.replaceChildren(...(next ? [commentForm(chat, message, next, slot)] : []));
  };
  const thumb = (rating, label) =>
    tool(rating, label, `feedback-${rating}`, rate(rating), {
      'aria-pressed': String(message.feedback === rating),
    });
  return [thumb('up', 'Good answer'), thumb('down', 'Bad answer')];
}

/** The controls below a message. `comments` is where a rating may ask for its reason. */
export function messageFooter(chat, message, { versions, comments, mine, edit }) {
  const { status, message_type: type } = message;
  if (['generating', 'sending', 'unsent', 'deleted'].includes(status)) {
    return [branches(chat, message, versions)].filter(Boolean);
  }
  if (type !== 'assistant') {
    const canEdit = mine && type === 'user';
    const change = canEdit ? tool('pencil', 'Edit', 'edit', edit) : null;
    const remove = mine || chat.owns ? removeTool(chat, message) : null;
    return [branches(chat, message, versions), copyTool(message), change, remove].filter(Boolean);
  }
  return [
    branches(chat, message, versions),
    copyTool(message),
    tool('refresh', 'Answer again', 'regenerate', () => chat.regenerate(message)),
    ...ratings(chat, message, comments),
    chat.owns ? removeTool(chat, message) : null,
    metricsLine(message),
    contextLine(message),
  ].filter(Boolean);
}
