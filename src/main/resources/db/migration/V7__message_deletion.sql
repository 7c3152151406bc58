-- When a message was taken out by itself: it is DELETED, and its place in the tree stays. What was
-- cleared with its conversation is DELETED too, and has no place any more.
ALTER TABLE messages ADD COLUMN removed_at timestamptz;
