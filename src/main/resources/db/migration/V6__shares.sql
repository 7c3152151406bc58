-- The link under which anybody may read a conversation: the branch to one message, as it was then.
-- Of the token in the link only the hash is kept.
CREATE TABLE shares (
  conversation_id bigint PRIMARY KEY REFERENCES conversations ON DELETE CASCADE,
  token_hash      text NOT NULL UNIQUE,
  leaf_id         bigint NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now()
);
