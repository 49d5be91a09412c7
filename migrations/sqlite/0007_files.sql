-- The files of each source as they were read last: one whose bytes, name and meaning are the same need
-- not be read again.
CREATE TABLE files_read (
    source TEXT NOT NULL,
    -- The digest of its bytes, empty of a file that is left alone; and its name.
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The day on which these bytes were first read, whatever the file was called then.
    first_read TEXT NOT NULL,
    -- A digest of what its rows meant: settings, units, modules, and the program's way to read.
    meaning TEXT NOT NULL,
    -- Its place in the order of the folder; null where it was not there when the folder was read last.
    position BIGINT,
    -- The first day on which the same bytes may say something else; null where they never do.
    again_on TEXT,
    -- From the first to the last day that it says something of; null where it says nothing.
    first_day TEXT,
    last_day TEXT,
    -- Since when there is to tell of it what there is, and that as JSON.
    told_since TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (source, digest, name)
);
