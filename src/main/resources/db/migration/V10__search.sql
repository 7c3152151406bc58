-- What of a text is searched: its first 50,000 characters without accents, with marks instead of
-- what the parser takes for addresses, paths and tags, and with spaces around every Chinese
-- character and Japanese kana, which are written without. It is cut twice because decomposition may
-- make a text longer, and a tsvector that is too long would keep a message from being stored.
CREATE FUNCTION search_text(content text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN regexp_replace(
    translate(
      lower(
        left(
          normalize(
            regexp_replace(
              normalize(left(content, 50000), NFKD), '[\u0300-\u036F]', '', 'g'),
            NFKC),
          50000)),
      '/\._@:<>&=+~#%''`|*(){}[],;!?', '                              '),
    '[\u2000-\u206F\u3000-\u303F]|([\u3041-\u30FF\u3400-\u9FFF\uF900-\uFAFF])',
    ' \1 ',
    'g');

-- The configuration knows no language: messages are written in any, and code is no language.
ALTER TABLE messages ADD COLUMN search tsvector
  GENERATED ALWAYS AS (to_tsvector('simple', search_text(content))) STORED;
CREATE INDEX messages_search ON messages USING gin (search);
