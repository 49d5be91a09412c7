-- What was decided about a letter: when, what, by whom and why. It goes with the letter, and
-- not by a reference: a held letter is taken out and written anew, and keeps what was decided.
CREATE TABLE decisions (
    letter TEXT NOT NULL,
    position BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    -- Nobody, where nyttja itself followed from something else what is to be done.
    who TEXT,
    why TEXT NOT NULL,
    PRIMARY KEY (letter, position)
);
