-- What later by-laws ask for: limits of a household, time in another fund, heirs, months that were waived, and decisions
-- on whose memberships are one person's.

ALTER TABLE member ADD COLUMN household TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN transferred_since TEXT;

CREATE TABLE heir (
    member TEXT NOT NULL REFERENCES member (number),
    place INTEGER NOT NULL,
    relation TEXT NOT NULL,
    percent INTEGER,
    PRIMARY KEY (member, place)
) STRICT;

CREATE TABLE waiver (
    member TEXT NOT NULL REFERENCES member (number),
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    day TEXT NOT NULL,
    resolution TEXT NOT NULL
) STRICT;

CREATE TABLE same_person (         -- the newest about two numbers counts
    kept TEXT NOT NULL,
    other TEXT NOT NULL,
    verdict TEXT NOT NULL,
    day TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
