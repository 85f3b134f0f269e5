-- What was asked for, what the by-law says to it, and what people did about it: three records, none of which is changed.

CREATE TABLE claim (
    number TEXT NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    member TEXT NOT NULL REFERENCES member (number),
    benefit TEXT NOT NULL,
    category TEXT NOT NULL,
    event_day TEXT NOT NULL,
    event_until TEXT,
    units INTEGER,
    relation TEXT NOT NULL,
    stated TEXT NOT NULL CHECK (json_valid(stated)),
    documents TEXT NOT NULL CHECK (json_valid(documents))
) STRICT;

CREATE TABLE step (                -- submitted, assessed, approved …: where a claim stands is folded from these
    place INTEGER PRIMARY KEY,
    claim TEXT NOT NULL REFERENCES claim (number),
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    done_by TEXT NOT NULL,         -- a code of this program's own; empty where it came from elsewhere
    day TEXT NOT NULL,
    recorded_at TEXT,
    amount INTEGER,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    deadline TEXT,
    key TEXT UNIQUE                -- what makes a button that is pressed twice harmless
) STRICT;

CREATE TABLE decision (            -- the by-law's answer as it was told then, in both languages
    step INTEGER NOT NULL PRIMARY KEY REFERENCES step (place),
    decision_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    assessed INTEGER NOT NULL,
    told TEXT NOT NULL CHECK (json_valid(told))
) STRICT;
