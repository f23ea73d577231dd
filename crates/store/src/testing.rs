//! Databases for tests: a fresh one of either engine, gone when it is dropped.
//!
//! PostgreSQL is reached by the environment variable `KEDUN_TEST_POSTGRES` (see
//! `scripts/postgres-test.sh`). Where it is missing a test fails: an engine is never left out in silence.

#![expect(clippy::expect_used, clippy::panic, reason = "made for tests, which may panic")]

use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use model::Scalar;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Database, Dialect, EmbeddedOptions, Error, PostgresOptions, Reader, RowView};

/// The variable that names the server: a URL of a role that may create databases.
pub const POSTGRES_VARIABLE: &str = "KEDUN_TEST_POSTGRES";

/// The key of embedded test databases.
pub const KEY: [u8; 32] = [0x4b; 32];

/// A database that is thrown away.
pub struct TestDatabase {
    database: Option<Database>,
    place: Place,
}

enum Place {
    Embedded(tempfile::TempDir),
    Postgres { server: url::Url, name: String },
}

impl TestDatabase {
    /// A fresh embedded database in a directory of its own.
    pub fn embedded() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let options = EmbeddedOptions::new(file_in(directory.path()), Zeroizing::new(KEY));
        let database = Database::open_embedded(&options).expect("a fresh embedded database");
        Self { database: Some(database), place: Place::Embedded(directory) }
    }

    /// A fresh PostgreSQL database on the test server.
    pub fn postgres() -> Self {
        let server = server_url();
        let name = fresh_name();
        on_server(
            &server,
            &format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
            ),
        );
        let place = Place::Postgres { server, name };
        let mut this = Self { database: None, place };
        this.database = Some(this.open().expect("a fresh PostgreSQL database"));
        this
    }

    /// One of that dialect.
    pub fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => Self::embedded(),
            Dialect::Postgres => Self::postgres(),
        }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("open")
    }

    /// Closes the database and opens it again, as a restart of the program does.
    ///
    /// # Errors
    /// What opening answers.
    pub fn reopen(&mut self) -> Result<&Database, Error> {
        if let Some(database) = self.database.take() {
            database.close_blocking();
        }
        self.database = Some(self.open()?);
        Ok(self.database())
    }

    /// Opens the same database once more; an embedded one must be closed first.
    ///
    /// # Errors
    /// What opening answers.
    pub fn open(&self) -> Result<Database, Error> {
        match &self.place {
            Place::Embedded(directory) => {
                Database::open_embedded(&EmbeddedOptions::new(file_in(directory.path()), Zeroizing::new(KEY)))
            }
            Place::Postgres { .. } => Database::open_postgres_blocking(&self.postgres_options()),
        }
    }

    /// The options with which a PostgreSQL test database is opened.
    ///
    /// # Panics
    /// If this is an embedded one.
    pub fn postgres_options(&self) -> PostgresOptions {
        let Place::Postgres { server, name } = &self.place else { panic!("not a PostgreSQL database") };
        let mut url = server.clone();
        url.set_path(name);
        let mut options = PostgresOptions::new(Zeroizing::new(url.into()), "test");
        options.pool = 8;
        options
    }

    /// The directory of an embedded test database.
    pub fn directory(&self) -> Option<&Path> {
        match &self.place {
            Place::Embedded(directory) => Some(directory.path()),
            Place::Postgres { .. } => None,
        }
    }

    /// The file of an embedded test database.
    pub fn file(&self) -> Option<PathBuf> {
        self.directory().map(file_in)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(database) = self.database.take() {
            database.close_blocking();
        }
        if let Place::Postgres { server, name } = &self.place {
            on_server(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// Runs a check on a fresh database of each engine. A failure says on which one.
pub fn each_engine(check: impl Fn(&Database)) {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let test = TestDatabase::of(dialect);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(test.database()))) {
            drop(test);
            tracing::error!(?dialect, "the check failed on this engine");
            std::io::Write::write_all(&mut std::io::stderr(), format!("failed on {dialect:?}\n").as_bytes())
                .expect("standard error");
            resume_unwind(panic);
        }
    }
}

/// A digest of the content of all tables but those named: equal before and after means that nothing was
/// changed. Not comparable between engines.
///
/// # Panics
/// If the database can't be read.
pub fn digest(database: &Database, except: &'static [&'static str]) -> [u8; 32] {
    database.read_blocking(move |reader| digest_in(reader, except)).expect("a readable database")
}

fn digest_in(reader: &mut Reader<'_>, except: &[&str]) -> Result<[u8; 32], Error> {
    let tables = reader.dialect().pick(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
        "SELECT table_name::text FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1",
    );
    let tables = reader.query_map(tables, &[], |row| row.string(0))?;
    let mut whole = Sha256::new();
    for table in tables.iter().filter(|table| !except.contains(&table.as_str())) {
        let mut rows = reader.query_map(&select_all(reader.dialect(), table), &[], row_digest)?;
        rows.sort_unstable();
        whole.update(table.as_bytes());
        whole.update((rows.len() as u64).to_be_bytes());
        for row in rows {
            whole.update(row);
        }
    }
    Ok(whole.finalize().into())
}

/// PostgreSQL has types (`tsvector`) no cell holds: there a row is read as one text.
fn select_all(dialect: Dialect, table: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("SELECT * FROM \"{table}\""),
        Dialect::Postgres => format!("SELECT CAST(t.* AS text) FROM \"{table}\" t"),
    }
}

fn row_digest(row: &dyn RowView) -> Result<[u8; 32], Error> {
    let mut digest = Sha256::new();
    for column in 0..row.width() {
        let (kind, bytes) = match row.get(column)? {
            Scalar::Null => (0, Vec::new()),
            Scalar::Bool(value) => (1, vec![u8::from(value)]),
            Scalar::Int(number) => (2, number.to_be_bytes().to_vec()),
            Scalar::Text(text) => (3, text.into_bytes()),
            Scalar::Bytes(bytes) => (4, bytes),
            Scalar::Id(id) => (5, id.as_bytes().to_vec()),
        };
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    }
    Ok(digest.finalize().into())
}

fn file_in(directory: &Path) -> PathBuf {
    directory.join("data").join("kedun.db")
}

#[expect(clippy::disallowed_methods, reason = "tests are told of their server by the environment")]
fn server_url() -> url::Url {
    let Ok(url) = std::env::var(POSTGRES_VARIABLE) else {
        panic!("{POSTGRES_VARIABLE} is not set: run  export \"$(scripts/postgres-test.sh)\"  first")
    };
    url.parse().expect("KEDUN_TEST_POSTGRES is a URL")
}

/// A name no other test of this or another process has.
fn fresh_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let chance = RandomState::new().build_hasher().finish();
    format!("kedun_test_{chance:016x}_{count}")
}

/// Runs a statement that can't stand in a transaction, on a thread and runtime of its own.
fn on_server(server: &url::Url, sql: &str) {
    let (url, sql) = (server.to_string(), sql.to_owned());
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the test server");
            let work = async {
                client.batch_execute(&sql).await.expect("a database made or dropped");
                drop(client);
            };
            let ((), _) = tokio::join!(work, connection);
        });
    };
    std::thread::spawn(run).join().expect("the test server answers");
}
