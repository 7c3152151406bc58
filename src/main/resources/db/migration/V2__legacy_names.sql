-- The name under which a guest without an account comes in, in protocols that know no accounts.
ALTER TABLE users ADD COLUMN external_id text UNIQUE CHECK (external_id IS NULL OR guest);

-- What a person's programs call a conversation.
CREATE TABLE conversation_names (
  user_id         bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  name            text NOT NULL,
  conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
  PRIMARY KEY (user_id, name)
);
CREATE INDEX conversation_names_conversation ON conversation_names (conversation_id, user_id);
