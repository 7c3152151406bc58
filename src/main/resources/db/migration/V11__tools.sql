-- In whose name tools are called for an answer: who asked for it, which need not be who wrote the
-- question. Unknown for answers of before.
ALTER TABLE generations ADD COLUMN asker_id bigint REFERENCES users;

-- What tools said that was too long for the model, as far as it is kept.
CREATE TABLE tool_results (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation_id bigint NOT NULL REFERENCES generations ON DELETE CASCADE,
  call_id       text NOT NULL,
  content       text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (generation_id, call_id)
);
