-- What was said on the way to a message, in short: a branch of a conversation is known by the last
-- of its messages. Made by a model, and can be made again.
CREATE TABLE conversation_summaries (
  conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
  through_id      bigint NOT NULL,
  messages        integer NOT NULL,
  content         text NOT NULL,
  PRIMARY KEY (conversation_id, through_id)
);

-- How much of a conversation the model was not told, or told in short; null for nothing.
ALTER TABLE messages
  ADD COLUMN context_window integer,
  ADD COLUMN context_summarized integer,
  ADD COLUMN context_left_out integer;

-- Who named a conversation: a person, its first message, or a model; ASKED while a model thinks
-- about it, and where none found a name.
ALTER TABLE conversations ADD COLUMN title_by text NOT NULL DEFAULT 'PERSON'
  CHECK (title_by IN ('PERSON', 'TEXT', 'ASKED', 'MODEL'));
