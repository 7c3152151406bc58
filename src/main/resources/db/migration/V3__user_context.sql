-- What a person wants every model to know.
ALTER TABLE users ADD COLUMN context text;

-- The mood of an answer; score from -1 to 1.
ALTER TABLE messages
  ADD COLUMN sentiment_label text CHECK (sentiment_label IN ('positive', 'neutral', 'negative')),
  ADD COLUMN sentiment_score double precision;
