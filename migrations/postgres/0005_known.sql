-- A figure that the source keeps to itself: the figure's own column holds the least that it can be,
-- this one the most: -1 where the word says no number, empty for a share. Without it the figure is known.
ALTER TABLE usage ADD COLUMN active_most BIGINT;
ALTER TABLE usage ADD COLUMN eligible_most BIGINT;
ALTER TABLE usage ADD COLUMN share_most TEXT;
ALTER TABLE usage ADD COLUMN items_most BIGINT;

-- A digest of the settings by which it was read. What was read by others gives way to what the
-- same source says of the same days now.
ALTER TABLE usage ADD COLUMN meaning TEXT;
ALTER TABLE fetches ADD COLUMN meaning TEXT;

-- The words of modules that were passed over, and how many figures are other ones than before.
ALTER TABLE fetches ADD COLUMN passed_over TEXT NOT NULL DEFAULT '[]';
ALTER TABLE fetches ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;

-- What is not known since a row of it was refused, until a later reading has the row.
CREATE TABLE unknown_usage (
    source TEXT NOT NULL,
    unit TEXT NOT NULL,
    module TEXT NOT NULL,
    audience TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    -- 1 where the days of the row were its fault: these are the days of its whole reading.
    of_reading BIGINT NOT NULL,
    PRIMARY KEY (unit, module, audience, first_day, last_day, source)
);

-- What the newest reading of a source gave although another source, as it is read now, had given it: for
-- each module and audience one of the units.
CREATE TABLE given_twice (
    source TEXT NOT NULL,
    other TEXT NOT NULL,
    module TEXT NOT NULL,
    audience TEXT NOT NULL,
    unit TEXT NOT NULL,
    -- The settings by which the other one was read then: read by others since, it may give it no more.
    other_meaning TEXT NOT NULL,
    PRIMARY KEY (source, other, module, audience)
);
