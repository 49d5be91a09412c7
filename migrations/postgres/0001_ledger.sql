-- The same tables as in ../sqlite, in the same words as far as both databases know them.
-- TEXT, BIGINT (counts, 0 or 1, and moments as milliseconds since 1970 in UTC), and bytes.
-- Days are 2026-11-16, weeks 2026-W47: both sort as they pass.
-- COLLATE "C" sorts by bytes, as SQLite does, whatever language the server speaks.

-- One record of use; the same key again replaces it.
CREATE TABLE usage (
    unit TEXT COLLATE "C" NOT NULL,
    module TEXT COLLATE "C" NOT NULL,
    audience TEXT COLLATE "C" NOT NULL,
    first_day TEXT COLLATE "C" NOT NULL,
    last_day TEXT COLLATE "C" NOT NULL,
    active BIGINT,
    eligible BIGINT,
    -- A decimal, or a fraction where no decimal is exact.
    share TEXT,
    items BIGINT,
    last_active TEXT,
    source TEXT COLLATE "C" NOT NULL,
    fetched_at BIGINT NOT NULL,
    PRIMARY KEY (unit, module, audience, first_day, last_day)
);

CREATE INDEX usage_by_last_day ON usage (last_day);

-- The outbox: every letter that was ever called for, and what became of it.
CREATE TABLE letters (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    job TEXT COLLATE "C" NOT NULL,
    recipient TEXT COLLATE "C" NOT NULL,
    week TEXT COLLATE "C" NOT NULL,
    edition BIGINT NOT NULL,
    units TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    message_id TEXT,
    -- How often it was tried, and how often nobody knew what came of that.
    attempts BIGINT NOT NULL,
    unclear BIGINT NOT NULL,
    -- From when it may be handed over; only while it is queued or to be tried again.
    due_at BIGINT,
    -- Who is handing it over; only while it is being sent.
    shift BIGINT,
    -- When somebody last wanted it to go out: it was written, released or ordered again.
    wanted_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX letters_by_week ON letters (job, week, recipient);
CREATE INDEX letters_by_age ON letters (created_at);
CREATE INDEX letters_due ON letters (due_at, recipient) WHERE due_at IS NOT NULL;
CREATE INDEX letters_under_way ON letters (shift) WHERE state = 'sending';

-- What goes out, byte for byte, packed by zlib. Apart from the letters, so that a change
-- of state does not write the whole message again, and so that it can be forgotten sooner.
CREATE TABLE messages (
    letter TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES letters (key) ON DELETE CASCADE,
    address TEXT NOT NULL,
    bytes BYTEA NOT NULL
);

-- It is packed already.
ALTER TABLE messages ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- What a letter asked for, or handed over, about which unit and expectation.
CREATE TABLE asks_sent (
    letter TEXT COLLATE "C" NOT NULL REFERENCES letters (key) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    expectation TEXT COLLATE "C" NOT NULL,
    level TEXT NOT NULL,
    value TEXT NOT NULL,
    trainings TEXT NOT NULL,
    handed_over BIGINT NOT NULL,
    PRIMARY KEY (letter, position)
);

CREATE TABLE runs (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    job TEXT COLLATE "C" NOT NULL,
    week TEXT COLLATE "C" NOT NULL,
    edition BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    exit TEXT,
    receipt TEXT
);

CREATE INDEX runs_by_week ON runs (job, week);

-- Moments the schedule has to remember; job is empty where none is meant.
CREATE TABLE moments (
    kind TEXT COLLATE "C" NOT NULL,
    job TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, job)
);

-- How the newest reading of each source went.
CREATE TABLE fetches (
    source TEXT COLLATE "C" NOT NULL PRIMARY KEY,
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
    source TEXT COLLATE "C" NOT NULL REFERENCES fetches (source) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    file TEXT,
    page BIGINT,
    number BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (source, position)
);

-- Wishes for a pause, made with one click. The recipient is a mark that does not show the address.
CREATE TABLE wishes (
    recipient TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    wished_at BIGINT NOT NULL,
    answered_at BIGINT,
    answer TEXT
);

-- The one clock that all processes at work on this database share.
CREATE VIEW clock AS SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now;

-- Who is at work: a process, for as long as it renews its lease. Numbers are never used again.
CREATE TABLE shifts (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    process TEXT NOT NULL,
    until BIGINT NOT NULL
);

-- What only one process at a time may do, and which one does it.
CREATE TABLE claims (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    shift BIGINT NOT NULL REFERENCES shifts (number) ON DELETE CASCADE
);

-- What the mail server grants us all together: connections, and letters in any minute.
CREATE TABLE slots (
    kind TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    -- Who has it, and for which letter; nobody, from `free_at` on.
    shift BIGINT,
    letter TEXT COLLATE "C",
    free_at BIGINT NOT NULL,
    PRIMARY KEY (kind, number)
);
