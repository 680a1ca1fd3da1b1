"""The tables of a store.

A run is a service under a seed; a replication is one future of it. What a figure is of (its cell) is
written once and known by number: replications of one service have nearly the same forty thousand cells.
"""

APPLICATION_ID = 0x63617265
"""Tells a store from other SQLite files: "care" in ASCII."""

SCHEMA_VERSION = 3
"""Raised when the tables change; a store of another version is refused."""

TABLES = frozenset({"run", "run_name", "cell", "replication", "record_table"})

SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};

CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,     -- under which it was first kept
    title      TEXT NOT NULL,
    content    TEXT NOT NULL,     -- digest of the service's content
    seed       TEXT NOT NULL,     -- a text, since seeds may be larger than any integer of SQLite
    start_date TEXT NOT NULL,
    horizon    INTEGER NOT NULL,  -- minutes
    semantics  INTEGER NOT NULL,
    versions   TEXT NOT NULL,     -- JSON
    config     TEXT NOT NULL,
    made       TEXT NOT NULL,
    checksum   TEXT NOT NULL
);

CREATE TABLE run_name (
    run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,  -- a further name of the same service
    checksum TEXT NOT NULL,
    PRIMARY KEY (run, name)
);

CREATE TABLE cell (
    id       INTEGER PRIMARY KEY,
    mark     INTEGER NOT NULL UNIQUE,  -- digest of the texts
    measure  TEXT NOT NULL,
    stream   TEXT NOT NULL,
    priority TEXT NOT NULL,
    activity TEXT NOT NULL,
    role     TEXT NOT NULL,
    team     TEXT NOT NULL,
    period   TEXT NOT NULL,
    unit     TEXT NOT NULL
);

CREATE TABLE replication (
    run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    engine   TEXT NOT NULL,
    seconds  REAL NOT NULL,
    made     TEXT NOT NULL,
    versions TEXT NOT NULL,  -- JSON
    cells    BLOB NOT NULL,  -- numbers of cells, in the order of the records
    seal     TEXT NOT NULL,  -- digest of the texts of these cells
    figures  BLOB NOT NULL,  -- the values
    checksum TEXT NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE TABLE record_table (
    run      INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    name     TEXT NOT NULL,  -- cases or visits
    packed   BLOB NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (run, number, name),
    FOREIGN KEY (run, number) REFERENCES replication (run, number) ON DELETE CASCADE
)
"""
