-- By which meaning of figures a letter was written: a number that is raised where the same figures may get
-- other verdicts. 1 where no number was written down.
ALTER TABLE letters ADD COLUMN meaning BIGINT NOT NULL DEFAULT 1;
