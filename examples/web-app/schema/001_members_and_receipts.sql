-- Who belongs to the fund, what they paid, and by which by-law. Days are ISO and C.E., money is whole satang.
-- A fact that nobody knows is NULL, which is not zero.

CREATE TABLE fund (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    founded TEXT,
    area_type TEXT NOT NULL,
    villages INTEGER NOT NULL,
    convention TEXT NOT NULL,      -- how "a baht a day" is counted
    rate INTEGER NOT NULL,
    year_start TEXT NOT NULL       -- 10-01
) STRICT;

CREATE TABLE bylaw (               -- the text with all its versions; an amended one is a new row, and the last counts
    text TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;

CREATE TABLE member (
    number TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    citizen_id TEXT,               -- finds one person's memberships; never shown
    no_id_reason TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth TEXT,                    -- 1955, 1955-04 or 1955-04-20
    groups TEXT NOT NULL CHECK (json_valid(groups)),
    applied TEXT NOT NULL,
    admitted TEXT,
    carried INTEGER NOT NULL       -- paid before the books begin
) STRICT;

CREATE TABLE leaving (             -- the first day on which somebody is no longer a member, and why
    member TEXT NOT NULL PRIMARY KEY REFERENCES member (number),
    day TEXT NOT NULL,
    cause TEXT
) STRICT;

CREATE TABLE receipt (
    book TEXT NOT NULL,
    number TEXT NOT NULL,
    member TEXT NOT NULL REFERENCES member (number),
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    period_from TEXT NOT NULL,     -- 2024-09
    period_to TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (book, number, member, kind)
) STRICT;

CREATE TABLE voided_receipt (
    book TEXT NOT NULL,
    number TEXT NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT,
    PRIMARY KEY (book, number, member, kind),
    FOREIGN KEY (book, number, member, kind) REFERENCES receipt (book, number, member, kind)
) STRICT;
