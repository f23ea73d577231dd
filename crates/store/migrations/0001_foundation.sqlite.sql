-- The system tables. Ids are UUIDs as 16 bytes, times are microseconds since 1970-01-01T00:00:00Z.

-- People -----------------------------------------------------------------------------------------

CREATE TABLE team (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    parent_id BLOB REFERENCES team (id),
    manager_id BLOB REFERENCES user_account (id) ON DELETE SET NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_team_parent ON team (parent_id);
CREATE INDEX ix_team_manager ON team (manager_id);

CREATE TABLE user_account (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
    team_id BLOB REFERENCES team (id),
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    density TEXT NOT NULL,
    timezone TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    password_changed_at INTEGER,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_user_account_team ON user_account (team_id);

CREATE TABLE role (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    shipped INTEGER NOT NULL CHECK (shipped IN (0, 1)),
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user_role (
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    role_key TEXT NOT NULL REFERENCES role (key),
    PRIMARY KEY (user_id, role_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_user_role_role ON user_role (role_key);

CREATE TABLE session (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE,
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    idle_secs INTEGER NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    strength TEXT NOT NULL,
    ended_at INTEGER,
    ended_why TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_session_user ON session (user_id, ended_at);
CREATE INDEX ix_session_expires ON session (expires_at);

CREATE TABLE invitation (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE,
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_invitation_user ON invitation (user_id);

CREATE TABLE setup_token (
    token_hash BLOB PRIMARY KEY,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_attempt (
    subject_hash BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    window_started_at INTEGER NOT NULL,
    blocked_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_sign_in_attempt_window ON sign_in_attempt (window_started_at);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by BLOB
) STRICT, WITHOUT ROWID;

-- Keys -------------------------------------------------------------------------------------------

CREATE TABLE key_check (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    value BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE wrapped_key (
    version INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE TABLE subject_key (
    subject_id BLOB PRIMARY KEY CHECK (length(subject_id) = 16),
    object TEXT NOT NULL,
    wrapped BLOB,
    key_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    erased_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_subject_key_version ON subject_key (key_version, subject_id);

-- The log ----------------------------------------------------------------------------------------

CREATE TABLE audit_event (
    node TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id BLOB,
    actor_kind TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    object TEXT,
    record_id BLOB,
    session_id BLOB,
    address TEXT,
    detail TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (node, seq)
) STRICT, WITHOUT ROWID;
-- Only what is rare: what people look at is most of the log, and is found by its place (docs/adr/0009).
CREATE INDEX ix_audit_event_action ON audit_event (action, node, seq)
    WHERE action NOT IN ('view', 'list', 'search');
CREATE INDEX ix_audit_event_outcome ON audit_event (outcome, node, seq) WHERE outcome <> 'done';

-- Which events are by an account or on a record. Written behind the log, up to audit_placed.
CREATE TABLE audit_place (
    about BLOB NOT NULL,
    node TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (about, node, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_placed (
    node TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_checkpoint (
    node TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    signed_at INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (node, seq)
) STRICT, WITHOUT ROWID;

-- Objects and records ----------------------------------------------------------------------------

CREATE TABLE object_def (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE metadata_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO metadata_version (one, version) VALUES (1, 0);

CREATE TABLE record_history (
    object TEXT NOT NULL,
    record_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id BLOB,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    changes BLOB NOT NULL,
    PRIMARY KEY (object, record_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE number_sequence (
    object TEXT NOT NULL,
    field TEXT NOT NULL,
    period TEXT NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (object, field, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_view (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    object TEXT NOT NULL,
    owner_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    body TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_saved_view_object ON saved_view (object, owner_id);
CREATE INDEX ix_saved_view_owner ON saved_view (owner_id);

CREATE TABLE idempotency (
    principal_id BLOB NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (principal_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_idempotency_created ON idempotency (created_at);

-- Files, jobs, messages --------------------------------------------------------------------------

CREATE TABLE stored_file (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name_sealed BLOB NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    object TEXT NOT NULL,
    record_id BLOB,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_stored_file_record ON stored_file (object, record_id, created_at);

CREATE TABLE stored_chunk (
    file_id BLOB NOT NULL REFERENCES stored_file (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (file_id, n)
) STRICT;

CREATE TABLE outbox (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    at INTEGER NOT NULL,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    done_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_outbox_waiting ON outbox (at, id) WHERE done_at IS NULL;
CREATE INDEX ix_outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE job (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    lease_until INTEGER,
    lease_by TEXT,
    progress_done INTEGER NOT NULL,
    progress_total INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    finished_at INTEGER,
    result TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_job_waiting ON job (kind, created_at, id) WHERE finished_at IS NULL;
CREATE INDEX ix_job_kind ON job (kind, created_at, id);

-- Search -----------------------------------------------------------------------------------------

CREATE TABLE search_doc (
    docid INTEGER PRIMARY KEY,
    object TEXT NOT NULL,
    record_id BLOB NOT NULL,
    field TEXT NOT NULL,
    UNIQUE (object, record_id, field)
) STRICT;

CREATE VIRTUAL TABLE search_text USING fts5 (
    grams, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
