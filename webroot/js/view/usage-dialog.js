import { h } from '../util/dom.js';
import { count, fullTime, money } from '../util/format.js';
import { button, openDialog } from './dialog.js';
import { toast } from './toast.js';

const NAMES = { REQUESTS: 'Requests', TOKENS: 'Tokens', COST: 'Cost' };
const WINDOWS = { DAY: 'today', MONTH: 'this month' };

/** What the person used of the models today and in this month, and how the quotas stand. */
export function usageDialog(chat) {
  return openDialog(
    'Usage',
    () => {
      const body = h('div', { class: 'dialog-body' }, h('p', { class: 'muted', text: 'Counting…' }));
      chat.rest('GET', '/usage').then(
        (usage) => body.replaceChildren(...content(usage)),
        (error) =>
          body.replaceChildren(
            h('p', { class: 'form-error', role: 'alert', text: error.message }),
          ),
      );
      return body;
    },
    { test: 'usage-dialog' },
  );
}

/** Says that nothing more can be asked for now, until when, and shows more when asked. */
export function quotaNotice(chat, message, retryAfterMs) {
  const text = `${message}. You can ask again from ${fullTime(Date.now() + retryAfterMs)}.`;
  const more = button('Usage', () => usageDialog(chat), { test: 'quota-usage' });
  toast(text, 'error', more);
}

function content(usage) {
  const quotas = usage.quotas.map((quota) => bar(quota, usage.currency));
  const models = byModel(usage.days);
  return [
    h(
      'div',
      { class: 'usage-sums' },
      sum('Today', usage.today, usage.currency, 'usage-today'),
      sum('This month', usage.month, usage.currency, 'usage-month'),
    ),
    quotas.length > 0 && h('section', { class: 'usage-quotas' }, quotas),
    models.length > 0 && table(models, usage.currency),
    h('p', { class: 'muted', text: note(usage.month) }),
  ].filter(Boolean);
}

function sum(name, amount, currency, test) {
  const tokens = amount.prompt_tokens + amount.completion_tokens;
  const requests = `${count(amount.requests)} ${amount.requests === 1 ? 'answer' : 'answers'}`;
  return h(
    'div',
    { test },
    h('span', { class: 'muted', text: name }),
    h('strong', { text: `${count(tokens)} tokens` }),
    h('small', { text: `${requests} · ${money(amount.cost_micros, currency)}` }),
  );
}

function bar({ kind, window, limit, used, reserved, resets_at }, currency) {
  const shown = (value) => (kind === 'COST' ? money(value, currency) : count(value));
  const share = limit > 0 ? Math.min(1, (used + reserved) / limit) : 1;
  const name = `${NAMES[kind]} ${WINDOWS[window]}`;
  return h(
    'div',
    { class: 'quota', test: 'quota', data: { state: share < 1 ? 'free' : 'used' } },
    h('span', { text: name }),
    h('span', { class: 'muted', text: `${shown(used)} of ${shown(limit)}` }),
    h('meter', { min: 0, max: 1, high: 0.8, optimum: 0, value: share, 'aria-label': name }),
    h('small', {
      class: 'muted',
      text: share < 1 ? `Begins anew on ${fullTime(resets_at)}` : `Used up until ${fullTime(resets_at)}`,
    }),
  );
}

function byModel(days) {
  const models = new Map();
  for (const { model, amount } of days) {
    const known = models.get(model) ?? { model, tokens: 0, cost: 0 };
    known.tokens += amount.prompt_tokens + amount.completion_tokens;
    known.cost += amount.cost_micros;
    models.set(model, known);
  }
  return [...models.values()].sort((a, b) => b.tokens - a.tokens);
}

function table(models, currency) {
  return h(
    'dl',
    { class: 'usage-models', test: 'usage-models' },
    models.flatMap(({ model, tokens, cost }) => [
      h('dt', { text: model }),
      h('dd', { text: `${count(tokens)} tokens · ${money(cost, currency)}` }),
    ]),
  );
}

function note({ requests, estimated, unpriced }) {
  const parts = ['Days and months are those of UTC.'];
  if (estimated > 0) parts.push('Some tokens are estimated, where the provider does not count them.');
  if (requests > 0 && unpriced > 0) parts.push('Some models have no price and cost nothing here.');
  return parts.join(' ');
}
