//! Migrations of the system tables, run on start.
//!
//! A migration that was released is never edited: its checksum stands in the database, and a difference
//! is refused. A database of a newer program is refused as well. Object tables are not made here.

use model::Scalar;
use sha2::{Digest, Sha256};

use crate::session::Writer;
use crate::{Database, Dialect, Error, RowView};

/// One step of the system tables' history, in both dialects.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number, from 1 without gaps.
    pub version: u32,
    /// What it brings.
    pub name: &'static str,
    /// Its statements for SQLite.
    pub sqlite: &'static str,
    /// Its statements for PostgreSQL.
    pub postgres: &'static str,
}

/// All migrations of this program, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "foundation",
        sqlite: include_str!("../migrations/0001_foundation.sqlite.sql"),
        postgres: include_str!("../migrations/0001_foundation.postgres.sql"),
    },
    Migration {
        version: 2,
        name: "uploads",
        sqlite: include_str!("../migrations/0002_uploads.sqlite.sql"),
        postgres: include_str!("../migrations/0002_uploads.postgres.sql"),
    },
    Migration {
        version: 3,
        name: "audit_segments",
        sqlite: include_str!("../migrations/0003_audit_segments.sqlite.sql"),
        postgres: include_str!("../migrations/0003_audit_segments.postgres.sql"),
    },
    Migration {
        version: 4,
        name: "jobs_by_person",
        sqlite: include_str!("../migrations/0004_jobs_by_person.sqlite.sql"),
        postgres: include_str!("../migrations/0004_jobs_by_person.postgres.sql"),
    },
    Migration {
        version: 5,
        name: "sign_in",
        sqlite: include_str!("../migrations/0005_sign_in.sqlite.sql"),
        postgres: include_str!("../migrations/0005_sign_in.postgres.sql"),
    },
    Migration {
        version: 6,
        name: "sso",
        sqlite: include_str!("../migrations/0006_sso.sqlite.sql"),
        postgres: include_str!("../migrations/0006_sso.postgres.sql"),
    },
    Migration {
        version: 7,
        name: "tokens",
        sqlite: include_str!("../migrations/0007_tokens.sqlite.sql"),
        postgres: include_str!("../migrations/0007_tokens.postgres.sql"),
    },
    Migration {
        version: 8,
        name: "people_safety",
        sqlite: include_str!("../migrations/0008_people_safety.sqlite.sql"),
        postgres: include_str!("../migrations/0008_people_safety.postgres.sql"),
    },
    Migration {
        version: 9,
        name: "flow_origins",
        sqlite: include_str!("../migrations/0009_flow_origins.sqlite.sql"),
        postgres: include_str!("../migrations/0009_flow_origins.postgres.sql"),
    },
    Migration {
        version: 10,
        name: "makers_and_rooms",
        sqlite: include_str!("../migrations/0010_makers_and_rooms.sqlite.sql"),
        postgres: include_str!("../migrations/0010_makers_and_rooms.postgres.sql"),
    },
];

/// Serializes the start of several nodes on one PostgreSQL database; an arbitrary constant.
const START_LOCK: i64 = 0x6b65_6475_6e01;

impl Migration {
    fn text(&self, dialect: Dialect) -> &'static str {
        dialect.pick(self.sqlite, self.postgres)
    }

    fn checksum(&self, dialect: Dialect) -> String {
        hex::encode(Sha256::digest(self.text(dialect).as_bytes()))
    }
}

/// Applies what this program knows and the database lacks.
pub(crate) fn bring_up_to_date(database: &Database) -> Result<(), Error> {
    apply(database, MIGRATIONS)
}

/// Applies those migrations, each in a transaction of its own.
pub(crate) fn apply(database: &Database, migrations: &'static [Migration]) -> Result<(), Error> {
    database.write_blocking(move |writer| {
        lock(writer)?;
        make_table(writer)?;
        check_history(writer, migrations)
    })?;
    for migration in migrations {
        let applied = database.write_blocking(move |writer| {
            lock(writer)?;
            apply_one(writer, migration)
        })?;
        if applied {
            tracing::info!(version = migration.version, name = migration.name, "migration applied");
        }
    }
    Ok(())
}

fn lock(writer: &mut Writer<'_>) -> Result<(), Error> {
    if writer.dialect() == Dialect::Postgres {
        writer.query("SELECT pg_advisory_xact_lock(?1)", &[Scalar::Int(START_LOCK)])?;
    }
    Ok(())
}

fn make_table(writer: &mut Writer<'_>) -> Result<(), Error> {
    writer.execute_ddl(
        "CREATE TABLE IF NOT EXISTS schema_migration (
            version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
    )
}

fn check_history(writer: &mut Writer<'_>, migrations: &[Migration]) -> Result<(), Error> {
    let applied =
        writer.query_map("SELECT version, checksum FROM schema_migration ORDER BY version", &[], |row| {
            Ok((row.small(0)?, row.string(1)?))
        })?;
    let known = migrations.last().map_or(0, |migration| migration.version);
    let dialect = writer.dialect();
    for (version, checksum) in applied {
        match migrations.iter().find(|migration| migration.version == version) {
            None => return Err(Error::TooNew { found: version, known }),
            Some(migration) if migration.checksum(dialect) != checksum => {
                return Err(Error::ChecksumMismatch { version });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn apply_one(writer: &mut Writer<'_>, migration: &Migration) -> Result<bool, Error> {
    let version = Scalar::Int(i64::from(migration.version));
    let there = writer
        .query_one("SELECT 1 FROM schema_migration WHERE version = ?1", std::slice::from_ref(&version))?;
    if there.is_some() {
        return Ok(false);
    }
    let dialect = writer.dialect();
    writer.execute_ddl(migration.text(dialect))?;
    let now = applied_at(writer)?;
    writer.execute(
        "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
        &[version, migration.name.into(), migration.checksum(dialect).into(), Scalar::Int(now)],
    )?;
    Ok(true)
}

/// The engine's own clock: a migration runs before the program has one to pass in.
fn applied_at(writer: &mut Writer<'_>) -> Result<i64, Error> {
    let sql = writer.dialect().pick(
        "SELECT unixepoch() * 1000000",
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
    );
    writer.query_one(sql, &[])?.map_or(Ok(0), |row| row.int(0))
}
