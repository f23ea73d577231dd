-- Everybody who changed what a review is about: none of them may confirm it. JSON array of ids.
ALTER TABLE rights_review ADD COLUMN maker_ids TEXT NOT NULL DEFAULT '[]';

-- Where a code or link was asked for: strangers' do not use up those of a known device.
ALTER TABLE one_time_code ADD COLUMN origin_hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE one_time_code ADD COLUMN of_stranger INTEGER NOT NULL DEFAULT 1;
ALTER TABLE mailed_link ADD COLUMN origin_hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE mailed_link ADD COLUMN of_stranger INTEGER NOT NULL DEFAULT 1;
