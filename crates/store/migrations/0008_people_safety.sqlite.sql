-- Devices and risk, leavers and movers, the help desk.

-- How unusual a sign-in under way was at its worst.
ALTER TABLE sign_in_flow ADD COLUMN risk TEXT NOT NULL DEFAULT 'low';

-- The browser a passkey was last used on.
ALTER TABLE factor ADD COLUMN last_device_id BLOB;

CREATE INDEX ix_session_device ON session (device_id);

-- The last sign-ins of a person: what is usual for them. The id is that of the session.
CREATE TABLE sign_in_history (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    device_id BLOB,
    network TEXT,
    country TEXT,
    latitude_e6 INTEGER,
    longitude_e6 INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_sign_in_history_user ON sign_in_history (user_id, at);

-- A code that a person reads out to the help desk.
CREATE TABLE help_code (
    user_id BLOB PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who of the help desk knows for sure whom they talk to.
CREATE TABLE help_verified (
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    helper_id BLOB NOT NULL,
    verified_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, helper_id)
) STRICT, WITHOUT ROWID;

-- A call of the help desk that the person can check.
CREATE TABLE help_call (
    user_id BLOB PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
    helper_id BLOB NOT NULL,
    words TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Somebody who left, what was done at once, and by when the rest must be.
CREATE TABLE leaver (
    user_id BLOB PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
    successor_id BLOB,
    note TEXT NOT NULL,
    left_at INTEGER NOT NULL,
    left_by BLOB NOT NULL,
    due_at INTEGER NOT NULL,
    done_at INTEGER,
    job_id BLOB,
    summary TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE leaver_item (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES leaver (user_id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    done_at INTEGER,
    done_by BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_leaver_item_user ON leaver_item (user_id, place);

-- Somebody whose team or roles changed: what they had before and have now, until somebody confirms it.
CREATE TABLE rights_review (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    opened_at INTEGER NOT NULL,
    opened_by BLOB NOT NULL,
    before_body TEXT NOT NULL,
    after_body TEXT NOT NULL,
    confirmer_id BLOB,
    due_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_rights_review_user ON rights_review (user_id, closed_at);
