/**
 * A light colouring of code that fits most languages: comments, strings, numbers, common keywords.
 * Works on text and returns nodes; nothing is parsed as HTML. Longer code stays plain.
 */
const MAX_CHARS = 30_000;

const KEYWORDS = new Set(
  (
    'abstract and as assert async await bool boolean break byte case catch char class const continue def ' +
    'default del do double elif else end enum except export extends false final finally float fn for foreach ' +
    'from func function global if impl implements import in int interface is lambda let long loop match mod mut ' +
    'namespace new nil none not null of or override package pass private protected pub public raise readonly ' +
    'record return sealed self select short static str string struct super switch then this throw throws trait ' +
    'true try type typeof undefined union unsafe until use using val var void volatile when where while with ' +
    'yield select insert update delete from where join create table values order group by'
  ).split(' '),
);

const HASH_COMMENTS =
  /^(py|python|sh|bash|shell|zsh|yaml|yml|rb|ruby|toml|ini|dockerfile|make|makefile|r|perl|nginx|conf)$/;
const STRINGS = '"(?:\\\\.|[^"\\\\\\n])*"|\'(?:\\\\.|[^\'\\\\\\n])*\'|`(?:\\\\.|[^`\\\\])*`';
const WORDS = '\\b\\d[\\w.]*|[A-Za-z_$][\\w$]*';

function grammar(language) {
  if (HASH_COMMENTS.test(language)) return new RegExp(`(#.*)|(${STRINGS})|(${WORDS})`, 'g');
  if (language === 'sql') return new RegExp(`(--.*|/\\*[^]*?\\*/)|(${STRINGS})|(${WORDS})`, 'g');
  if (/^(html|xml|svg|vue)$/.test(language))
    return new RegExp(`(<!--[^]*?-->)|(${STRINGS})|(${WORDS})`, 'g');
  return new RegExp(`(//.*|/\\*[^]*?\\*/)|(${STRINGS})|(${WORDS})`, 'g');
}

function kindOf([token, comment, string], next) {
  if (comment) return 'comment';
  if (string) return 'string';
  if (/^\d/.test(token)) return 'number';
  if (KEYWORDS.has(token) || (KEYWORDS.has(token.toLowerCase()) && token === token.toUpperCase()))
    return 'keyword';
  return next === '(' ? 'call' : null;
}

/** Replaces the plain text of a `code` element by coloured parts. */
export function highlight(code, language) {
  const text = code.textContent;
  if (
    !language ||
    /^(text|txt|plain|plaintext|markdown|md|diff)$/.test(language) ||
    text.length > MAX_CHARS
  )
    return;
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(grammar(language))) {
    const kind = kindOf(match, text[match.index + match[0].length]);
    if (!kind) continue;
    const span = document.createElement('span');
    span.className = `tok-${kind}`;
    span.textContent = match[0];
    parts.push(text.slice(at, match.index), span);
    at = match.index + match[0].length;
  }
  code.replaceChildren(...parts, text.slice(at));
}
