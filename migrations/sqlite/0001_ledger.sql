-- Portable columns: TEXT, BIGINT (counts, and moments as milliseconds since 1970 in UTC), INTEGER 0 or 1.
-- Days are 2026-11-16, weeks 2026-W47: both sort as they pass.

-- One record of use; the same key again replaces it.
CREATE TABLE usage (
    unit TEXT NOT NULL,
    module TEXT NOT NULL,
    audience TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    active BIGINT,
    eligible BIGINT,
    -- A decimal, or a fraction where no decimal is exact.
    share TEXT,
    items BIGINT,
    last_active TEXT,
    source TEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    PRIMARY KEY (unit, module, audience, first_day, last_day)
) WITHOUT ROWID;

CREATE INDEX usage_by_last_day ON usage (last_day);

-- The outbox: every letter that was ever called for, and what became of it.
CREATE TABLE letters (
    key TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    recipient TEXT NOT NULL,
    week TEXT NOT NULL,
    edition BIGINT NOT NULL,
    units TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    message_id TEXT,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX letters_by_week ON letters (job, week, recipient);
CREATE INDEX letters_by_state ON letters (state, next_attempt_at);
CREATE INDEX letters_by_age ON letters (created_at);

-- What goes out, byte for byte. Apart from the letters, so that a change of
-- state does not write the whole message again, and so that it can be forgotten sooner.
CREATE TABLE messages (
    letter TEXT NOT NULL PRIMARY KEY REFERENCES letters (key) ON DELETE CASCADE,
    address TEXT NOT NULL,
    bytes BLOB NOT NULL
);

-- What a letter asked for, or handed over, about which unit and expectation.
CREATE TABLE asks_sent (
    letter TEXT NOT NULL REFERENCES letters (key) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    unit TEXT NOT NULL,
    expectation TEXT NOT NULL,
    level TEXT NOT NULL,
    value TEXT NOT NULL,
    trainings TEXT NOT NULL,
    handed_over INTEGER NOT NULL,
    PRIMARY KEY (letter, position)
);

CREATE TABLE runs (
    name TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    week TEXT NOT NULL,
    edition BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    exit TEXT,
    receipt TEXT
);

CREATE INDEX runs_by_week ON runs (job, week);

-- Moments the schedule has to remember; job is empty where none is meant.
CREATE TABLE moments (
    kind TEXT NOT NULL,
    job TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, job)
);

-- How the newest reading of each source went.
CREATE TABLE fetches (
    source TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    succeeded_at BIGINT,
    row_count BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    ignored BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    failures TEXT NOT NULL,
    notes TEXT NOT NULL,
    refusals BIGINT NOT NULL
);

-- The records it refused: a line of a file, or a record of a page.
CREATE TABLE refusals (
    source TEXT NOT NULL REFERENCES fetches (source) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    file TEXT,
    page BIGINT,
    number BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (source, position)
);

-- Wishes for a pause, made with one click. The recipient is a mark that does not show the address.
CREATE TABLE wishes (
    recipient TEXT NOT NULL PRIMARY KEY,
    wished_at BIGINT NOT NULL,
    answered_at BIGINT,
    answer TEXT
);
