-- People, and programs that act as people.
CREATE TABLE users (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login         text UNIQUE CHECK (login = lower(login)),
  name          text NOT NULL,
  guest         boolean NOT NULL,
  password_hash text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  CHECK (guest = (login IS NULL))
);

-- Logins. One that ended is kept for as long as its tokens may be presented.
CREATE TABLE sessions (
  id         text PRIMARY KEY,
  user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at   timestamptz
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_created ON sessions (created_at);

-- A token that was exchanged stays, so that its second use is noticed.
CREATE TABLE refresh_tokens (
  hash       text PRIMARY KEY,
  session_id text NOT NULL REFERENCES sessions ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

-- Its row lock orders everything that is written to a conversation: seq is the newest entry of its
-- feed. Neither seq, leaf_id nor updated_at is indexed and pages have room, so that a new message
-- rewrites the row in place; lists sort what one person has.
CREATE TABLE conversations (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title      text NOT NULL,
  context    text,
  model      text,
  seq        bigint NOT NULL DEFAULT 0,
  leaf_id    bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);

CREATE TABLE members (
  conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
  user_id         bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  role            text NOT NULL CHECK (role IN ('OWNER', 'MEMBER')),
  pinned          boolean NOT NULL DEFAULT false,
  archived        boolean NOT NULL DEFAULT false,
  last_read_seq   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation_id, user_id)
) WITH (fillfactor = 80);
CREATE INDEX members_user ON members (user_id, conversation_id);

-- A tree by parent_id, which is checked when a message is written and never changes.
CREATE TABLE messages (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  conversation_id   bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
  parent_id         bigint,
  type              text NOT NULL CHECK (type IN ('USER', 'NOTE', 'ASSISTANT')),
  sender_id         bigint REFERENCES users,
  content           text NOT NULL,
  status            text NOT NULL,
  client_message_id text,
  model             text,
  prompt_tokens     integer,
  completion_tokens integer,
  tokens_estimated  boolean,
  ttft_ms           bigint,
  duration_ms       bigint,
  length            integer,
  tokens_per_second double precision,
  error_code        text,
  created_at        timestamptz NOT NULL,
  CHECK ((sender_id IS NULL) = (type = 'ASSISTANT'))
);
CREATE INDEX messages_page ON messages (conversation_id, id);
CREATE UNIQUE INDEX messages_once ON messages (conversation_id, sender_id, client_message_id)
  WHERE client_message_id IS NOT NULL;

-- Runs of a model. A lease is renewed without touching an index.
CREATE TABLE generations (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
  message_id      bigint NOT NULL UNIQUE,
  parent_id       bigint NOT NULL,
  model           text,
  state           text NOT NULL CHECK (state IN
                    ('QUEUED', 'RUNNING', 'COMPLETED', 'STOPPED', 'FAILED', 'INTERRUPTED')),
  owner           text,
  epoch           bigint NOT NULL DEFAULT 0,
  lease_until     timestamptz,
  stop_requested  boolean NOT NULL DEFAULT false,
  last_seq        bigint NOT NULL DEFAULT 0,
  error_code      text,
  error           text,
  created_at      timestamptz NOT NULL,
  started_at      timestamptz,
  ended_at        timestamptz
) WITH (fillfactor = 80);
CREATE INDEX generations_parent ON generations (parent_id);
CREATE INDEX generations_conversation ON generations (conversation_id);
CREATE INDEX generations_open ON generations (conversation_id, created_at)
  WHERE state IN ('QUEUED', 'RUNNING');

-- What running generations have said, deleted some time after they end. No foreign key: every
-- append is checked against its generation's epoch, once for all of its rows.
CREATE TABLE generation_chunks (
  generation_id bigint NOT NULL,
  seq           bigint NOT NULL,
  epoch         bigint NOT NULL,
  content       text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (generation_id, seq)
);

-- The feed: what happened, in order, without gaps. A message and the generation that writes it are
-- joined when it is read; payload is the change itself for the kinds that concern no message.
CREATE TABLE conversation_events (
  conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
  seq             bigint NOT NULL,
  kind            text NOT NULL,
  message_id      bigint,
  payload         jsonb,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (conversation_id, seq)
);

CREATE TABLE feedback (
  message_id bigint NOT NULL REFERENCES messages ON DELETE CASCADE,
  user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  rating     text NOT NULL CHECK (rating IN ('UP', 'DOWN')),
  comment    text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (message_id, user_id)
);
