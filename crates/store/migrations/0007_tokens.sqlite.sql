-- Tokens of programs, and the apps people let act for them. Of every secret only SHA-256 is kept.

CREATE TABLE app (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    publisher TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    wanted TEXT NOT NULL,
    granted TEXT NOT NULL,
    secret_hash BLOB,
    state TEXT NOT NULL CHECK (state IN ('quarantined', 'approved', 'refused', 'revoked')),
    verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
    registered_by BLOB NOT NULL REFERENCES user_account (id),
    registered_at INTEGER NOT NULL,
    decided_by BLOB,
    decided_at INTEGER,
    note TEXT,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_app_registered_by ON app (registered_by);

-- What one person let one app do. All tokens that come of it end with it.
CREATE TABLE app_grant (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    app_id BLOB NOT NULL REFERENCES app (id),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    revoked_why TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_app_grant_user ON app_grant (user_id);
CREATE INDEX ix_app_grant_app ON app_grant (app_id);
CREATE INDEX ix_app_grant_expires ON app_grant (expires_at);

CREATE TABLE app_code (
    code_hash BLOB PRIMARY KEY,
    app_id BLOB NOT NULL REFERENCES app (id),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    challenge TEXT NOT NULL,
    scopes TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    grant_id BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_app_code_expires ON app_code (expires_at);
CREATE INDEX ix_app_code_user ON app_code (user_id);
CREATE INDEX ix_app_code_app ON app_code (app_id);

CREATE TABLE app_refresh (
    token_hash BLOB PRIMARY KEY,
    grant_id BLOB NOT NULL REFERENCES app_grant (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_app_refresh_grant ON app_refresh (grant_id);

CREATE TABLE api_token (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    grant_id BLOB REFERENCES app_grant (id),
    token_hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    reason TEXT,
    scopes TEXT NOT NULL,
    networks TEXT NOT NULL,
    records_per_hour INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    revoked_why TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_api_token_user ON api_token (user_id);
CREATE INDEX ix_api_token_grant ON api_token (grant_id);
CREATE INDEX ix_api_token_expires ON api_token (expires_at);

-- Apart from the token: written once a minute while it is used. Swept with it by hand: of cascades the embedded engine
-- follows one only.
CREATE TABLE api_token_use (
    token_id BLOB PRIMARY KEY,
    last_used_at INTEGER NOT NULL,
    last_address TEXT NOT NULL,
    spent_hour INTEGER NOT NULL,
    spent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
