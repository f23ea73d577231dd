-- Uploads that hang on no record, by who made them and when: they are counted at every upload and swept every hour.
CREATE INDEX ix_stored_file_loose ON stored_file (created_by, created_at, size) WHERE record_id IS NULL;
-- The room all files take.
CREATE INDEX ix_stored_file_size ON stored_file (size);
