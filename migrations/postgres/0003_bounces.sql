-- What came back of letters: one row for each report about a letter, whenever it is read.
CREATE TABLE bounces (
    letter TEXT COLLATE "C" NOT NULL REFERENCES letters (key) ON DELETE CASCADE,
    -- A digest of the report, by which it is known when it is read once more.
    report TEXT COLLATE "C" NOT NULL,
    -- hard or soft.
    gravity TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (letter, report)
);

-- Addresses that a letter came back from for good. Nobody is written to there, unless
-- somebody has said that the address is right.
CREATE TABLE dead_addresses (
    address TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    words TEXT NOT NULL,
    cleared_at BIGINT,
    cleared_because TEXT
);

-- How the newest reading of the mailbox for reports went.
CREATE TABLE mailboxes (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    read_at BIGINT NOT NULL,
    succeeded_at BIGINT,
    failure TEXT
);

-- Messages that are left in it for people, unread: they are not looked at again.
CREATE TABLE left_for_people (
    mailbox TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (mailbox, message)
);

-- Held letters are few, and looked for by recipient when an address turns out to be dead.
CREATE INDEX letters_held ON letters (recipient) WHERE state = 'held';
