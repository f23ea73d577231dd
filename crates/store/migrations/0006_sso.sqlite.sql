-- Single sign-on: providers, who is linked with whom there, which sessions came that way, which roles it gave.

CREATE TABLE sso_provider (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    secret_sealed BLOB,
    state TEXT NOT NULL CHECK (state IN ('on', 'off')),
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person, by the name the provider never gives to another. An address links nobody.
CREATE TABLE sso_identity (
    provider_key TEXT NOT NULL REFERENCES sso_provider (key) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    team_id BLOB,
    linked_at INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    PRIMARY KEY (provider_key, subject),
    UNIQUE (user_id, provider_key)
) STRICT, WITHOUT ROWID;

-- A sign-in under way, then the session it became: the provider can end it. `id` is the flow's, later the session's.
CREATE TABLE sso_session (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    provider_key TEXT NOT NULL REFERENCES sso_provider (key) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    sid TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_sso_session_subject ON sso_session (provider_key, subject);

-- Roles that came by a provider's groups, so that those given by hand are told from them.
CREATE TABLE sso_role (
    user_id BLOB NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    role_key TEXT NOT NULL REFERENCES role (key) ON DELETE CASCADE,
    provider_key TEXT NOT NULL REFERENCES sso_provider (key) ON DELETE CASCADE,
    PRIMARY KEY (user_id, role_key, provider_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_sso_role_provider ON sso_role (provider_key);
CREATE INDEX ix_sso_role_role ON sso_role (role_key);
