-- Pictures. One belongs to who sent it until a message of a conversation has it, and to the
-- conversation from then on. A picture that lies elsewhere has an address and no bytes.
CREATE TABLE attachments (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner           bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  conversation_id bigint REFERENCES conversations ON DELETE CASCADE,
  media_type      text NOT NULL,
  bytes           bigint NOT NULL CHECK (bytes >= 0),
  width           integer NOT NULL,
  height          integer NOT NULL,
  sha256          text NOT NULL,
  thumbnail_type  text NOT NULL,
  thumbnail_bytes bigint NOT NULL CHECK (thumbnail_bytes >= 0),
  external_url    text,
  ready           boolean NOT NULL DEFAULT false,
  created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX attachments_unused_of ON attachments (owner) WHERE conversation_id IS NULL;
CREATE INDEX attachments_unused ON attachments (created_at) WHERE conversation_id IS NULL;
CREATE INDEX attachments_conversation ON attachments (conversation_id);

-- 256 KiB each, the last one less. Pictures are compressed already.
CREATE TABLE attachment_chunks (
  attachment_id bigint NOT NULL REFERENCES attachments ON DELETE CASCADE,
  thumbnail     boolean NOT NULL,
  n             integer NOT NULL,
  data          bytea NOT NULL,
  PRIMARY KEY (attachment_id, thumbnail, n)
);
ALTER TABLE attachment_chunks ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE message_attachments (
  message_id    bigint NOT NULL REFERENCES messages ON DELETE CASCADE,
  position      integer NOT NULL,
  attachment_id bigint NOT NULL REFERENCES attachments ON DELETE CASCADE,
  PRIMARY KEY (message_id, position)
);
CREATE INDEX message_attachments_attachment ON message_attachments (attachment_id);
