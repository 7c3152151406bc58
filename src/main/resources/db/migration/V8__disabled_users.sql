-- Somebody whom an administrator has shut out.
ALTER TABLE users ADD COLUMN disabled_at timestamptz;
