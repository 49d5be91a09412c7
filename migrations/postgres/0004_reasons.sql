-- Why a letter is where it is: a kind, and its data as JSON. Both columns are empty where there is
-- nothing to say. Sentences of earlier versions become kinds where something follows from them
-- and it is sure who wrote them; all others stay as their words, from which nothing follows.
ALTER TABLE letters ADD COLUMN reason_kind TEXT;
ALTER TABLE letters RENAME COLUMN reason TO reason_data;

-- Somebody may have taken a letter back in the very words of a pause: they are in the decision then.
UPDATE letters SET reason_kind = 'paused', reason_data =
    json_build_object('agreed', json_build_object('until', substr(reason_data, length('paused until ') + 1, 10),
    'reason', substr(reason_data, length('paused until 2026-11-30: ') + 1)))::TEXT
WHERE reason_data LIKE 'paused until ____-__-__: %' AND (state = 'skipped' OR state = 'cancelled' AND EXISTS (
    SELECT 1 FROM decisions WHERE letter = letters.key AND what = 'discard' AND who IS NULL AND why = letters.reason_data
));
UPDATE letters SET reason_kind = 'paused', reason_data =
    json_build_object('wished', json_build_object('on', substr(reason_data, length('asked for a pause on ') + 1, 10)))::TEXT
WHERE reason_kind IS NULL AND reason_data LIKE 'asked for a pause on ____-__-__; the coordinator has not answered yet'
AND (state = 'skipped' OR state = 'cancelled' AND EXISTS (
    SELECT 1 FROM decisions WHERE letter = letters.key AND what = 'discard' AND who IS NULL AND why = letters.reason_data
));
UPDATE letters SET reason_kind = 'dead_address', reason_data =
    json_build_object('on', substr(reason_data, length('a letter to this address came back on ') + 1, 10),
    'words', substr(reason_data, length('a letter to this address came back on 2026-11-30: ') + 1))::TEXT
WHERE reason_kind IS NULL AND state = 'skipped' AND reason_data LIKE 'a letter to this address came back on ____-__-__: %';
UPDATE letters SET reason_kind = 'not_judged', reason_data = 'null'
WHERE reason_kind IS NULL AND state = 'skipped' AND reason_data = 'nothing could be judged';
UPDATE letters SET reason_kind = 'too_late', reason_data = 'null'
WHERE reason_kind IS NULL AND state IN ('skipped', 'unknown') AND reason_data = 'too late';
UPDATE letters SET reason_kind = 'too_late',
    reason_data =
    json_build_object('kind', 'words', 'data', substr(reason_data, length('too late: ') + 1))::TEXT
WHERE reason_kind IS NULL AND state IN ('skipped', 'unknown')
AND reason_data LIKE 'too late: %' AND reason_data NOT LIKE '%; not sent again: %';
UPDATE letters SET reason_kind = 'sender_refused',
    reason_data = to_json(substr(reason_data, length('the mail server refuses the sender address: ') + 1))::TEXT
WHERE reason_kind IS NULL AND state IN ('retry', 'failed')
AND reason_data LIKE 'the mail server refuses the sender address: %';
UPDATE letters SET reason_kind = 'words', reason_data = to_json(reason_data)::TEXT
WHERE reason_kind IS NULL AND reason_data IS NOT NULL;

-- The same for what was decided: a person gives words, which are kept with the name.
ALTER TABLE decisions ADD COLUMN reason_kind TEXT NOT NULL DEFAULT 'words';
ALTER TABLE decisions RENAME COLUMN why TO reason_data;
UPDATE decisions SET
    reason_kind = CASE WHEN who IS NULL OR what = 'restore' THEN 'words' ELSE 'decided' END,
    reason_data = CASE WHEN who IS NULL OR what = 'restore' THEN to_json(reason_data)::TEXT
        ELSE json_build_object('why', reason_data, 'who', who)::TEXT END;
