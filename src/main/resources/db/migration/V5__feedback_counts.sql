-- Which model an answer is by does not change, so feedback keeps it: its counts come from the index
-- alone, without the messages.
ALTER TABLE feedback ADD COLUMN model text;
UPDATE feedback f SET model = m.model FROM messages m WHERE m.id = f.message_id;
CREATE INDEX feedback_model ON feedback (model, rating);
