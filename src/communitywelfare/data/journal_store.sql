-- The journal as a SQLite file, format communitywelfare.journal/1.
-- An entry goes in after its postings, in one transaction; nothing is ever changed or removed.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY, -- format, fund
    value TEXT NOT NULL
) STRICT;

CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,       -- 1, 2, 3 … without a gap
    no TEXT NOT NULL UNIQUE,       -- the number of the entry
    document TEXT NOT NULL UNIQUE, -- the number of its paper
    day TEXT NOT NULL,             -- the day of the books, ISO, C.E.
    raw BLOB NOT NULL,             -- its stored lines in UTF-8, joined by LF: the truth, all else is an index
    prev TEXT NOT NULL,            -- the hash of the entry before; of the first entry, 64 zeros
    hash TEXT NOT NULL UNIQUE      -- SHA-256 of prev, LF and raw, in lower-case hexadecimal
) STRICT;

CREATE TABLE posting (
    seq INTEGER NOT NULL REFERENCES entry (seq) DEFERRABLE INITIALLY DEFERRED,
    line INTEGER NOT NULL,         -- 1, 2, 3 … within the entry
    account TEXT NOT NULL,
    source TEXT NOT NULL,
    member TEXT NOT NULL,          -- empty where the account asks for none
    holder TEXT NOT NULL,          -- empty where the account asks for none
    amount INTEGER NOT NULL,       -- satang; debits are positive
    PRIMARY KEY (seq, line)
) STRICT, WITHOUT ROWID;

-- Only at the end, and only once. (INSERT OR REPLACE removes rows without any trigger for it: hence entry_once.)

CREATE TRIGGER entry_next BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry goes after the last one'); END;

CREATE TRIGGER entry_chained BEFORE INSERT ON entry
WHEN NEW.prev IS NOT coalesce(
    (SELECT hash FROM entry ORDER BY seq DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000'
)
BEGIN SELECT RAISE(ABORT, 'prev is not the hash of the last entry'); END;

CREATE TRIGGER entry_once BEFORE INSERT ON entry
WHEN EXISTS (SELECT 1 FROM entry WHERE no = NEW.no OR document = NEW.document OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'a number is used only once'); END;

CREATE TRIGGER entry_balanced BEFORE INSERT ON entry
WHEN (SELECT count(*) FROM posting WHERE seq = NEW.seq) < 2
    OR EXISTS (SELECT 1 FROM posting WHERE seq = NEW.seq GROUP BY source HAVING sum(amount) <> 0)
BEGIN SELECT RAISE(ABORT, 'an entry balances within every source'); END;

CREATE TRIGGER posting_next BEFORE INSERT ON posting
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
    OR NEW.line IS NOT (SELECT coalesce(max(line), 0) + 1 FROM posting WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a posting goes before its entry, after the last one'); END;

CREATE TRIGGER meta_once BEFORE INSERT ON meta
WHEN EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'what the store says of itself is said once'); END;

-- Nothing is changed, nothing is removed.

CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
CREATE TRIGGER posting_unchanged BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
CREATE TRIGGER posting_kept BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'postings are never removed'); END;
CREATE TRIGGER meta_unchanged BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'what it says of itself stays'); END;
CREATE TRIGGER meta_kept BEFORE DELETE ON meta BEGIN SELECT RAISE(ABORT, 'what it says of itself stays'); END;
