-- A person's own jobs, newest first, however many others have. Nobody asks for everybody's.
DROP INDEX ix_job_kind;
CREATE INDEX ix_job_person ON job (kind, created_by, created_at, id);
