import { h } from '../util/dom.js';

const MOST_DEPTH = 4;

/** A schema in words: its type, with links to the objects it names. Returns nodes and text. */
export function typeOf(schema = {}) {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1);
    return [h('a', { href: `#schema-${name}`, text: name })];
  }
  if ('const' in schema) return [h('code', { text: JSON.stringify(schema.const) })];
  if (schema.enum)
    return listed(schema.enum.map((one) => [h('code', { text: JSON.stringify(one) })]));
  const either = schema.anyOf ?? schema.oneOf;
  if (either && !schema.properties && schema.type !== 'object') return listed(either.map(typeOf));
  if (schema.type === 'array') return ['array of ', ...typeOf(schema.items)];
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  return [`${type}${limits(schema)}`];
}

/** A table of an object's fields, those of objects within it indented; null when it has none. */
export function fieldTable(schema) {
  const rows = fieldRows(schema, '', 0);
  if (rows.length === 0) return null;
  const head = h(
    'tr',
    {},
    ['Field', 'Type', ''].map((text) => h('th', { scope: 'col', text })),
  );
  return h(
    'div',
    { class: 'table-frame' },
    h('table', {}, h('thead', {}, head), h('tbody', {}, rows)),
  );
}

/** The variants of a schema that has several; otherwise itself. */
export function variants(schema) {
  const some = (schema.oneOf ?? schema.anyOf ?? []).filter((one) => one.properties);
  return some.length > 0 ? some : [schema];
}

function fieldRows(schema, prefix, depth) {
  if (!schema || depth > MOST_DEPTH) return [];
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, h('code', { text: `${prefix}${name}` })),
      h(
        'td',
        {},
        typeOf(field),
        field.description ? h('small', { class: 'muted', text: ` ${field.description}` }) : null,
      ),
      h('td', { class: 'muted', text: required.has(name) ? 'required' : '' }),
    ),
    ...inner(field, `${prefix}${name}`, depth),
  ]);
}

function inner(field, path, depth) {
  const within = field.type === 'array' ? [field.items ?? {}] : variants(field);
  const mark = field.type === 'array' ? '[].' : '.';
  return within.flatMap((one) => fieldRows(one, path + mark, depth + 1));
}

function listed(parts) {
  return parts.flatMap((part, i) => (i === 0 ? part : [' or ', ...part]));
}

function limits({ minimum, maximum, maxLength, format }) {
  const said = [];
  if (format) said.push(format);
  if (minimum !== undefined && maximum !== undefined) said.push(`${minimum} to ${maximum}`);
  else if (minimum !== undefined) said.push(`from ${minimum}`);
  if (maxLength !== undefined) said.push(`at most ${maxLength} characters`);
  return said.length > 0 ? ` (${said.join(', ')})` : '';
}
