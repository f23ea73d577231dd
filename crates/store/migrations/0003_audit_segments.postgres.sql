-- Which events are by an account or on a record, a stretch of the log at a time (docs/adr/0009): within a stretch the
-- entries are written in the order of the key, each page once. The entries so far are written anew behind the log.
DROP TABLE audit_place;
DROP TABLE audit_placed;
CREATE TABLE audit_place (
    node text COLLATE "C" NOT NULL,
    segment bigint NOT NULL,
    about uuid NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (node, segment, about, seq)
);
-- The stretches whose entries are all there, from their first number, which names them, to their last.
CREATE TABLE audit_segment (
    node text COLLATE "C" NOT NULL,
    segment bigint NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (node, segment)
);
