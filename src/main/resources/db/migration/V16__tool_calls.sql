-- The calls of tools for an answer, as far as people were told of them. Arguments and detail are as
-- short as they were told; result_id is of tool_results, which go at the same time. Epoch and state
-- of the generation are checked with each writing.
CREATE TABLE tool_calls (
  generation_id bigint NOT NULL REFERENCES generations ON DELETE CASCADE,
  ordinal       int NOT NULL CHECK (ordinal BETWEEN 1 AND 2000),
  call_id       text NOT NULL,
  tool          text NOT NULL,
  arguments     text,
  outcome       text CHECK (outcome IN
                  ('OK', 'ERROR', 'FAILED', 'TIMEOUT', 'REFUSED', 'DECLINED')),
  detail        text,
  result_id     bigint,
  created_at    timestamptz NOT NULL DEFAULT now(),
  started_at    timestamptz,
  ended_at      timestamptz,
  PRIMARY KEY (generation_id, ordinal)
);
