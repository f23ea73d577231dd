-- The system tables. Ids are UUIDs as uuid, times are microseconds since 1970-01-01T00:00:00Z.

-- People -----------------------------------------------------------------------------------------

CREATE TABLE team (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    parent_id uuid REFERENCES team (id),
    manager_id uuid,
    version bigint NOT NULL
);
CREATE INDEX ix_team_parent ON team (parent_id);
CREATE INDEX ix_team_manager ON team (manager_id);

CREATE TABLE user_account (
    id uuid PRIMARY KEY,
    email text COLLATE "C" NOT NULL,
    email_folded text COLLATE "C" NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL,
    password_hash text COLLATE "C",
    state text COLLATE "C" NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
    team_id uuid REFERENCES team (id),
    language text COLLATE "C" NOT NULL,
    theme text COLLATE "C" NOT NULL,
    density text COLLATE "C" NOT NULL,
    timezone text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    last_sign_in_at bigint,
    password_changed_at bigint,
    version bigint NOT NULL
);
CREATE INDEX ix_user_account_team ON user_account (team_id);
ALTER TABLE team
    ADD CONSTRAINT team_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES user_account (id) ON DELETE SET NULL;

CREATE TABLE role (
    key text COLLATE "C" PRIMARY KEY,
    body text COLLATE "C" NOT NULL,
    shipped boolean NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE user_role (
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    role_key text COLLATE "C" NOT NULL REFERENCES role (key),
    PRIMARY KEY (user_id, role_key)
);
CREATE INDEX ix_user_role_role ON user_role (role_key);

CREATE TABLE session (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    idle_secs bigint NOT NULL,
    address text COLLATE "C" NOT NULL,
    user_agent text COLLATE "C" NOT NULL,
    strength text COLLATE "C" NOT NULL,
    ended_at bigint,
    ended_why text COLLATE "C"
);
CREATE INDEX ix_session_user ON session (user_id, ended_at);
CREATE INDEX ix_session_expires ON session (expires_at);

CREATE TABLE invitation (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE INDEX ix_invitation_user ON invitation (user_id);

CREATE TABLE setup_token (
    token_hash bytea PRIMARY KEY,
    created_at bigint NOT NULL,
    used_at bigint
);

CREATE TABLE sign_in_attempt (
    subject_hash bytea PRIMARY KEY,
    failures bigint NOT NULL,
    window_started_at bigint NOT NULL,
    blocked_until bigint
);
CREATE INDEX ix_sign_in_attempt_window ON sign_in_attempt (window_started_at);

CREATE TABLE setting (
    key text COLLATE "C" PRIMARY KEY,
    value text COLLATE "C" NOT NULL,
    updated_at bigint NOT NULL,
    updated_by uuid
);

-- Keys -------------------------------------------------------------------------------------------

CREATE TABLE key_check (
    one bigint PRIMARY KEY CHECK (one = 1),
    value bytea NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE wrapped_key (
    version bigint PRIMARY KEY,
    body bytea NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint
);

CREATE TABLE subject_key (
    subject_id uuid PRIMARY KEY,
    object text COLLATE "C" NOT NULL,
    wrapped bytea,
    key_version bigint NOT NULL,
    created_at bigint NOT NULL,
    erased_at bigint
);
CREATE INDEX ix_subject_key_version ON subject_key (key_version, subject_id);

-- The log ----------------------------------------------------------------------------------------

CREATE TABLE audit_event (
    node text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    actor_id uuid,
    actor_kind text COLLATE "C" NOT NULL,
    actor_name text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    object text COLLATE "C",
    record_id uuid,
    session_id uuid,
    address text COLLATE "C",
    detail text COLLATE "C" NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (node, seq)
);
-- Only what is rare: what people look at is most of the log, and is found by its place (docs/adr/0009).
CREATE INDEX ix_audit_event_action ON audit_event (action, node, seq)
    WHERE action NOT IN ('view', 'list', 'search');
CREATE INDEX ix_audit_event_outcome ON audit_event (outcome, node, seq) WHERE outcome <> 'done';

-- Which events are by an account or on a record. Written behind the log, up to audit_placed.
CREATE TABLE audit_place (
    about uuid NOT NULL,
    node text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (about, node, seq)
);

CREATE TABLE audit_placed (
    node text COLLATE "C" PRIMARY KEY,
    seq bigint NOT NULL
);

CREATE TABLE audit_checkpoint (
    node text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    signed_at bigint NOT NULL,
    key_id text COLLATE "C" NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (node, seq)
);

-- Objects and records ----------------------------------------------------------------------------

CREATE TABLE object_def (
    name text COLLATE "C" PRIMARY KEY,
    body text COLLATE "C" NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE metadata_version (
    one bigint PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL
);
INSERT INTO metadata_version (one, version) VALUES (1, 0);

CREATE TABLE record_history (
    object text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    actor_id uuid,
    actor_name text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    changes bytea NOT NULL,
    PRIMARY KEY (object, record_id, version)
);

CREATE TABLE number_sequence (
    object text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    next bigint NOT NULL,
    PRIMARY KEY (object, field, period)
);

CREATE TABLE saved_view (
    id uuid PRIMARY KEY,
    object text COLLATE "C" NOT NULL,
    owner_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    shared boolean NOT NULL,
    body text COLLATE "C" NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX ix_saved_view_object ON saved_view (object, owner_id);
CREATE INDEX ix_saved_view_owner ON saved_view (owner_id);

CREATE TABLE idempotency (
    principal_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    request_hash bytea NOT NULL,
    status bigint NOT NULL,
    body bytea NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (principal_id, key)
);
CREATE INDEX ix_idempotency_created ON idempotency (created_at);

-- Files, jobs, messages --------------------------------------------------------------------------

CREATE TABLE stored_file (
    id uuid PRIMARY KEY,
    name_sealed bytea NOT NULL,
    media_type text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    object text COLLATE "C" NOT NULL,
    record_id uuid,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX ix_stored_file_record ON stored_file (object, record_id, created_at);

CREATE TABLE stored_chunk (
    file_id uuid NOT NULL REFERENCES stored_file (id) ON DELETE CASCADE,
    n bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (file_id, n)
);

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    at bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    payload text COLLATE "C" NOT NULL,
    done_at bigint
);
CREATE INDEX ix_outbox_waiting ON outbox (at, id) WHERE done_at IS NULL;
CREATE INDEX ix_outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE job (
    id uuid PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    lease_until bigint,
    lease_by text COLLATE "C",
    progress_done bigint NOT NULL,
    progress_total bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by uuid NOT NULL,
    finished_at bigint,
    result text COLLATE "C"
);
CREATE INDEX ix_job_waiting ON job (kind, created_at, id) WHERE finished_at IS NULL;
CREATE INDEX ix_job_kind ON job (kind, created_at, id);

-- Search -----------------------------------------------------------------------------------------

CREATE TABLE search_doc (
    docid bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    object text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    field text COLLATE "C" NOT NULL,
    grams tsvector NOT NULL,
    UNIQUE (object, record_id, field)
);
CREATE INDEX ix_search_doc_grams ON search_doc USING gin (grams);
