-- Second factors, sign-ins under way, known devices, mailed links, what a password's policy asks for.

ALTER TABLE user_account ADD COLUMN password_change_why TEXT;
ALTER TABLE user_account ADD COLUMN factor_asked_at INTEGER;
ALTER TABLE user_account ADD COLUMN recovery_made_at INTEGER;

CREATE TABLE password_history (
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    set_at INTEGER NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, set_at)
) STRICT, WITHOUT ROWID;

-- A second factor. The secret (the key of a TOTP, a passkey, a phone number) is sealed.
CREATE TABLE factor (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('passkey', 'totp', 'email_code', 'sms_code')),
    label TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    credential_hash BLOB UNIQUE,
    last_step INTEGER,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_factor_user ON factor (user_id);

CREATE TABLE recovery_code (
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Somebody on the way in (or up, or back in), between two requests.
CREATE TABLE sign_in_flow (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    user_id BLOB REFERENCES user_account (id) ON DELETE CASCADE,
    session_id BLOB,
    proofs TEXT NOT NULL,
    password_hash TEXT,
    challenge_sealed BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_sign_in_flow_user ON sign_in_flow (user_id);
CREATE INDEX ix_sign_in_flow_expires ON sign_in_flow (expires_at);

-- A code that was sent, for one flow or session only.
CREATE TABLE one_time_code (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    bound_to BLOB NOT NULL,
    factor_id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_one_time_code_bound ON one_time_code (bound_to);
CREATE INDEX ix_one_time_code_user ON one_time_code (user_id, created_at);
CREATE INDEX ix_one_time_code_expires ON one_time_code (expires_at);

CREATE TABLE mailed_link (
    token_hash BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_mailed_link_user ON mailed_link (user_id);
CREATE INDEX ix_mailed_link_expires ON mailed_link (expires_at);

-- A browser that one person signed in with before.
CREATE TABLE known_device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    revoked_at INTEGER,
    UNIQUE (token_hash, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_known_device_user ON known_device (user_id);

ALTER TABLE session ADD COLUMN device_id BLOB;
ALTER TABLE session ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;

-- Challenges of passkeys that were answered: none is answered twice.
CREATE TABLE used_challenge (
    hash BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_used_challenge_expires ON used_challenge (expires_at);

-- Mails the system sent, by the code that stands in each: whoever gets one can check here that it is ours.
CREATE TABLE sent_mail (
    code_hash BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_sent_mail_sent ON sent_mail (sent_at);
