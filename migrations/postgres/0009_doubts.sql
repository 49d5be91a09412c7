-- How a report counts: counted, doubted while somebody has to decide about many at once,
-- accepted or dismissed by that decision.
ALTER TABLE bounces ADD COLUMN standing TEXT NOT NULL DEFAULT 'counted';
-- What led from the report to the letter; null for reports from before that was kept.
ALTER TABLE bounces ADD COLUMN traced TEXT;
-- Why somebody has decided so.
ALTER TABLE bounces ADD COLUMN because TEXT;
CREATE INDEX bounces_doubted ON bounces (letter) WHERE standing = 'doubted';

-- Why a message is left for people: system, leaving or other.
ALTER TABLE left_for_people ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';
