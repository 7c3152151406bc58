-- What messages mean, where semantic search is enabled; elsewhere nothing is ever written here.
-- vectors has 384 signed bytes for each passage, and bounds where it begins and ends in the message,
-- in UTF-16 units. A row is to be worked on while due has a time: that of the next attempt, which is
-- also what the node that has claimed it shows when it brings the vectors.
CREATE TABLE embeddings (
  message_id bigint PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
  due        timestamptz DEFAULT now(),
  attempts   smallint NOT NULL DEFAULT 0,
  made_at    timestamptz,
  vectors    bytea,
  bounds     integer[]
);
-- They do not compress.
ALTER TABLE embeddings ALTER COLUMN vectors SET STORAGE EXTERNAL;
CREATE INDEX embeddings_due ON embeddings (message_id) WHERE due IS NOT NULL;

-- How far messages have got their row above. Up to safe all have. Up to mark all will be there to be
-- seen as soon as every transaction before marked has ended: ids become visible out of order.
CREATE TABLE embedding_progress (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  safe     bigint NOT NULL,
  mark     bigint NOT NULL,
  marked   xid8 NOT NULL
);
INSERT INTO embedding_progress (safe, mark, marked) VALUES (0, 0, '0');

-- A text that changed means something else, and one that was removed means nothing.
CREATE FUNCTION forget_embedding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'DELETED' THEN
    DELETE FROM embeddings WHERE message_id = NEW.id;
  ELSE
    UPDATE embeddings
    SET due = now(), attempts = 0, made_at = NULL, vectors = NULL, bounds = NULL
    WHERE message_id = NEW.id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER forget_embedding AFTER UPDATE OF content ON messages
  FOR EACH ROW WHEN (NEW.content IS DISTINCT FROM OLD.content)
  EXECUTE FUNCTION forget_embedding();
