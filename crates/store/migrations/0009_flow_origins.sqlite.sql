-- Where a sign-in under way began: what too many at once make way among. They last ten minutes; those of before are dropped.
DELETE FROM sign_in_flow;
ALTER TABLE sign_in_flow ADD COLUMN origin_hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE sign_in_flow ADD COLUMN of_stranger INTEGER NOT NULL DEFAULT 1;
DROP INDEX ix_sign_in_flow_user;
CREATE INDEX ix_sign_in_flow_origin ON sign_in_flow (user_id, origin_hash);

-- A link that was used is gone: looking for it takes as long as looking for one that never was.
DELETE FROM invitation WHERE used_at IS NOT NULL;
ALTER TABLE invitation DROP COLUMN used_at;
