import { h } from '../util/dom.js';
import { fieldTable, typeOf, variants } from './schema.js';

const SIDES = { receive: 'From client to server', send: 'From server to client' };

/** The whole document as sections, with a list of them to jump to. */
export function documentView(doc) {
  const channels = Object.entries(doc.channels);
  const links = [...channels.map(([id]) => [`channel-${id}`, id]), ['objects', 'Objects']];
  return [
    h(
      'nav',
      { class: 'toc', 'aria-label': 'Contents' },
      links.map(([id, text]) => h('a', { href: `#${id}`, text })),
    ),
    h(
      'div',
      { class: 'doc' },
      h('p', { class: 'lead', text: doc.info.description }),
      h(
        'p',
        { class: 'muted' },
        'The same as ',
        h('a', { href: '/asyncapi.yaml', text: 'YAML' }),
        ' and ',
        h('a', { href: '/asyncapi.json', text: 'JSON' }),
        `, AsyncAPI ${doc.asyncapi}.`,
      ),
      channels.map(([id, channel]) => channelView(doc, id, channel)),
      h('section', { id: 'objects' }, h('h2', { text: 'Objects' }), objects(doc)),
    ),
  ];
}

function channelView(doc, id, channel) {
  const bus = /\/(bus|bridge)$/.test(channel.servers?.[0]?.$ref);
  const query = channel.bindings?.ws?.query;
  const own = Object.values(doc.operations).filter((one) => resolve(doc, one.channel) === channel);
  return h(
    'section',
    { id: `channel-${id}`, test: 'channel' },
    h('h2', {}, id, h('code', { class: 'address', text: channel.address })),
    h('p', { text: channel.description }),
    Object.entries(channel.parameters ?? {}).map(([name, { description }]) =>
      h('p', { class: 'muted' }, h('code', { text: `{${name}}` }), ` ${description}`),
    ),
    query ? [h('h3', { text: 'Query' }), fieldTable(query)] : null,
    own
      .map((operation) => [
        h('h3', { text: bus ? operation.summary : SIDES[operation.action] }),
        messages(channel, operation).map((reference) =>
          messageView(resolve(doc, resolve(doc, reference))),
        ),
      ])
      .flat(2),
  );
}

/** An operation that names none is about all messages of its channel. */
const messages = (channel, operation) => operation.messages ?? Object.values(channel.messages);

function messageView({ name, summary, payload, examples = [] }) {
  return h(
    'details',
    { class: 'entry', test: 'message' },
    h('summary', {}, h('code', { text: name }), h('span', { text: summary })),
    h(
      'div',
      { class: 'entry-body' },
      fieldTable(payload) ?? h('p', {}, typeOf(payload)),
      examples
        .map((example) => [
          h('p', { class: 'muted', text: `Example: ${example.name}` }),
          h('pre', { text: JSON.stringify(example.payload, null, 2) }),
        ])
        .flat(),
    ),
  );
}

function objects(doc) {
  return Object.entries(doc.components.schemas).map(([name, schema]) =>
    h(
      'article',
      { class: 'object', id: `schema-${name}` },
      h('h3', { text: name }),
      schema.description ? h('p', { class: 'muted', text: schema.description }) : null,
      variants(schema).map((one) => fieldTable(one) ?? h('p', {}, typeOf(one))),
    ),
  );
}

function resolve(doc, value) {
  if (!value.$ref) return value;
  const path = value.$ref.slice(2).split('/');
  return path.reduce((at, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')], doc);
}
