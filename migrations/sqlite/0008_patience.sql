-- Until when the server of a source wants to be left alone; null where it named no time.
ALTER TABLE fetches ADD COLUMN left_alone_until BIGINT;
