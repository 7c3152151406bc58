-- Which claim a generation was given to. Its answer may get lost on its way: made again, the same claim
-- is answered as before.
ALTER TABLE generations ADD COLUMN claim text;
