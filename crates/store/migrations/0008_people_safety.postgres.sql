-- Devices and risk, leavers and movers, the help desk.

-- How unusual a sign-in under way was at its worst.
ALTER TABLE sign_in_flow ADD COLUMN risk text COLLATE "C" NOT NULL DEFAULT 'low';

-- The browser a passkey was last used on.
ALTER TABLE factor ADD COLUMN last_device_id uuid;

CREATE INDEX ix_session_device ON session (device_id);

-- The last sign-ins of a person: what is usual for them. The id is that of the session.
CREATE TABLE sign_in_history (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    at bigint NOT NULL,
    device_id uuid,
    network text COLLATE "C",
    country text COLLATE "C",
    latitude_e6 bigint,
    longitude_e6 bigint
);
CREATE INDEX ix_sign_in_history_user ON sign_in_history (user_id, at);

-- A code that a person reads out to the help desk.
CREATE TABLE help_code (
    user_id uuid PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    tries bigint NOT NULL
);

-- Who of the help desk knows for sure whom they talk to.
CREATE TABLE help_verified (
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    helper_id uuid NOT NULL,
    verified_at bigint NOT NULL,
    PRIMARY KEY (user_id, helper_id)
);

-- A call of the help desk that the person can check.
CREATE TABLE help_call (
    user_id uuid PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
    helper_id uuid NOT NULL,
    words text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

-- Somebody who left, what was done at once, and by when the rest must be.
CREATE TABLE leaver (
    user_id uuid PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
    successor_id uuid,
    note text COLLATE "C" NOT NULL,
    left_at bigint NOT NULL,
    left_by uuid NOT NULL,
    due_at bigint NOT NULL,
    done_at bigint,
    job_id uuid,
    summary text COLLATE "C" NOT NULL
);

CREATE TABLE leaver_item (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES leaver (user_id) ON DELETE CASCADE,
    place bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    done_at bigint,
    done_by uuid
);
CREATE INDEX ix_leaver_item_user ON leaver_item (user_id, place);

-- Somebody whose team or roles changed: what they had before and have now, until somebody confirms it.
CREATE TABLE rights_review (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    opened_at bigint NOT NULL,
    opened_by uuid NOT NULL,
    before_body text COLLATE "C" NOT NULL,
    after_body text COLLATE "C" NOT NULL,
    confirmer_id uuid,
    due_at bigint NOT NULL,
    closed_at bigint,
    closed_by uuid
);
CREATE INDEX ix_rights_review_user ON rights_review (user_id, closed_at);
