-- Counts that only grow, so that whoever looks now and then sees what happened in between: letters by
-- outcome, runs by ending, rows of sources by fate, answers of the mail server. They stay when what was
-- counted is forgotten.
CREATE TABLE totals (
    -- letters, runs, rows or replies.
    what TEXT NOT NULL,
    -- The series or the source; empty for answers of the mail server.
    whose TEXT NOT NULL,
    outcome TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (what, whose, outcome)
);

-- The outcome as which a letter or a run was counted last; empty before.
ALTER TABLE letters ADD COLUMN counted TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN counted TEXT NOT NULL DEFAULT '';
CREATE INDEX letters_uncounted ON letters (key)
    WHERE counted <> state AND state NOT IN ('queued', 'sending', 'retry');

-- The newest contact with the mail server, which is called mail.
CREATE TABLE contacts (
    name TEXT NOT NULL PRIMARY KEY,
    tried_at BIGINT NOT NULL,
    answered_at BIGINT,
    -- What was in the way, as a word, and what the server or the system said; null where nothing was.
    barrier TEXT,
    words TEXT
);
