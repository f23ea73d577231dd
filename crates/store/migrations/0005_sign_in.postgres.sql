-- Second factors, sign-ins under way, known devices, mailed links, what a password's policy asks for.

ALTER TABLE user_account ADD COLUMN password_change_why text COLLATE "C";
ALTER TABLE user_account ADD COLUMN factor_asked_at bigint;
ALTER TABLE user_account ADD COLUMN recovery_made_at bigint;

CREATE TABLE password_history (
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    set_at bigint NOT NULL,
    password_hash text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, set_at)
);

-- A second factor. The secret (the key of a TOTP, a passkey, a phone number) is sealed.
CREATE TABLE factor (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('passkey', 'totp', 'email_code', 'sms_code')),
    label text COLLATE "C" NOT NULL,
    secret_sealed bytea NOT NULL,
    credential_hash bytea UNIQUE,
    last_step bigint,
    created_at bigint NOT NULL,
    confirmed_at bigint,
    last_used_at bigint
);
CREATE INDEX ix_factor_user ON factor (user_id);

CREATE TABLE recovery_code (
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at bigint,
    PRIMARY KEY (user_id, code_hash)
);

-- Somebody on the way in (or up, or back in), between two requests.
CREATE TABLE sign_in_flow (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    purpose text COLLATE "C" NOT NULL,
    user_id uuid REFERENCES user_account (id) ON DELETE CASCADE,
    session_id uuid,
    proofs text COLLATE "C" NOT NULL,
    password_hash text COLLATE "C",
    challenge_sealed bytea,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX ix_sign_in_flow_user ON sign_in_flow (user_id);
CREATE INDEX ix_sign_in_flow_expires ON sign_in_flow (expires_at);

-- A code that was sent, for one flow or session only.
CREATE TABLE one_time_code (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    bound_to uuid NOT NULL,
    factor_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE INDEX ix_one_time_code_bound ON one_time_code (bound_to);
CREATE INDEX ix_one_time_code_user ON one_time_code (user_id, created_at);
CREATE INDEX ix_one_time_code_expires ON one_time_code (expires_at);

CREATE TABLE mailed_link (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    purpose text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE INDEX ix_mailed_link_user ON mailed_link (user_id);
CREATE INDEX ix_mailed_link_expires ON mailed_link (expires_at);

-- A browser that one person signed in with before.
CREATE TABLE known_device (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL,
    user_agent text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    first_seen_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    revoked_at bigint,
    UNIQUE (token_hash, user_id)
);
CREATE INDEX ix_known_device_user ON known_device (user_id);

ALTER TABLE session ADD COLUMN device_id uuid;
ALTER TABLE session ADD COLUMN proved_at bigint NOT NULL DEFAULT 0;

-- Challenges of passkeys that were answered: none is answered twice.
CREATE TABLE used_challenge (
    hash bytea PRIMARY KEY,
    expires_at bigint NOT NULL
);
CREATE INDEX ix_used_challenge_expires ON used_challenge (expires_at);

-- Mails the system sent, by the code that stands in each: whoever gets one can check here that it is ours.
CREATE TABLE sent_mail (
    code_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL,
    sent_at bigint NOT NULL
);
CREATE INDEX ix_sent_mail_sent ON sent_mail (sent_at);
