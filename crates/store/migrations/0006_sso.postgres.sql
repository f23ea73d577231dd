-- Single sign-on: providers, who is linked with whom there, which sessions came that way, which roles it gave.

CREATE TABLE sso_provider (
    key text COLLATE "C" PRIMARY KEY,
    body text COLLATE "C" NOT NULL,
    secret_sealed bytea,
    state text COLLATE "C" NOT NULL CHECK (state IN ('on', 'off')),
    version bigint NOT NULL
);

-- A person, by the name the provider never gives to another. An address links nobody.
CREATE TABLE sso_identity (
    provider_key text COLLATE "C" NOT NULL REFERENCES sso_provider (key) ON DELETE CASCADE,
    subject text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    team_id uuid,
    linked_at bigint NOT NULL,
    last_sign_in_at bigint,
    PRIMARY KEY (provider_key, subject),
    UNIQUE (user_id, provider_key)
);

-- A sign-in under way, then the session it became: the provider can end it. `id` is the flow's, later the session's.
CREATE TABLE sso_session (
    id uuid PRIMARY KEY,
    provider_key text COLLATE "C" NOT NULL REFERENCES sso_provider (key) ON DELETE CASCADE,
    subject text COLLATE "C" NOT NULL,
    sid text COLLATE "C",
    created_at bigint NOT NULL
);
CREATE INDEX ix_sso_session_subject ON sso_session (provider_key, subject);

-- Roles that came by a provider's groups, so that those given by hand are told from them.
CREATE TABLE sso_role (
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    role_key text COLLATE "C" NOT NULL REFERENCES role (key) ON DELETE CASCADE,
    provider_key text COLLATE "C" NOT NULL REFERENCES sso_provider (key) ON DELETE CASCADE,
    PRIMARY KEY (user_id, role_key, provider_key)
);
CREATE INDEX ix_sso_role_provider ON sso_role (provider_key);
CREATE INDEX ix_sso_role_role ON sso_role (role_key);
