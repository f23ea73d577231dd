-- Which events are by an account or on a record, a stretch of the log at a time (docs/adr/0009): within a stretch the
-- entries are written in the order of the key, each page once. The entries so far are written anew behind the log.
DROP TABLE audit_place;
DROP TABLE audit_placed;
CREATE TABLE audit_place (
    node TEXT NOT NULL,
    segment INTEGER NOT NULL,
    about BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (node, segment, about, seq)
) STRICT, WITHOUT ROWID;
-- The stretches whose entries are all there, from their first number, which names them, to their last.
CREATE TABLE audit_segment (
    node TEXT NOT NULL,
    segment INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (node, segment)
) STRICT, WITHOUT ROWID;
