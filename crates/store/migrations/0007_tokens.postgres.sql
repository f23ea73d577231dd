-- Tokens of programs, and the apps people let act for them. Of every secret only SHA-256 is kept.

CREATE TABLE app (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    publisher text COLLATE "C" NOT NULL,
    website text COLLATE "C",
    redirect_uris text COLLATE "C" NOT NULL,
    wanted text COLLATE "C" NOT NULL,
    granted text COLLATE "C" NOT NULL,
    secret_hash bytea,
    state text COLLATE "C" NOT NULL CHECK (state IN ('quarantined', 'approved', 'refused', 'revoked')),
    verified boolean NOT NULL,
    registered_by uuid NOT NULL REFERENCES user_account (id),
    registered_at bigint NOT NULL,
    decided_by uuid,
    decided_at bigint,
    note text COLLATE "C",
    version bigint NOT NULL
);
CREATE INDEX ix_app_registered_by ON app (registered_by);

-- What one person let one app do. All tokens that come of it end with it.
CREATE TABLE app_grant (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL REFERENCES app (id),
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    scopes text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    revoked_why text COLLATE "C"
);
CREATE INDEX ix_app_grant_user ON app_grant (user_id);
CREATE INDEX ix_app_grant_app ON app_grant (app_id);
CREATE INDEX ix_app_grant_expires ON app_grant (expires_at);

CREATE TABLE app_code (
    code_hash bytea PRIMARY KEY,
    app_id uuid NOT NULL REFERENCES app (id),
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    redirect_uri text COLLATE "C" NOT NULL,
    challenge text COLLATE "C" NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    grant_id uuid
);
CREATE INDEX ix_app_code_expires ON app_code (expires_at);
CREATE INDEX ix_app_code_user ON app_code (user_id);
CREATE INDEX ix_app_code_app ON app_code (app_id);

CREATE TABLE app_refresh (
    token_hash bytea PRIMARY KEY,
    grant_id uuid NOT NULL REFERENCES app_grant (id) ON DELETE CASCADE,
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE INDEX ix_app_refresh_grant ON app_refresh (grant_id);

CREATE TABLE api_token (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    grant_id uuid REFERENCES app_grant (id),
    token_hash bytea NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL,
    reason text COLLATE "C",
    scopes text COLLATE "C" NOT NULL,
    networks text COLLATE "C" NOT NULL,
    records_per_hour bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    revoked_why text COLLATE "C"
);
CREATE INDEX ix_api_token_user ON api_token (user_id);
CREATE INDEX ix_api_token_grant ON api_token (grant_id);
CREATE INDEX ix_api_token_expires ON api_token (expires_at);

-- Apart from the token: written once a minute while it is used. Swept with it by hand: of cascades the embedded engine
-- follows one only.
CREATE TABLE api_token_use (
    token_id uuid PRIMARY KEY,
    last_used_at bigint NOT NULL,
    last_address text COLLATE "C" NOT NULL,
    spent_hour bigint NOT NULL,
    spent bigint NOT NULL
);
