//! One connection to the SQLCipher file, hardened and keyed.

use std::time::Duration;

use model::Scalar;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OpenFlags, Statement, ToSql};
use zeroize::Zeroizing;

use super::EmbeddedOptions;
use super::errors::{preparing, running};
use crate::row::{Cell, RowView, missing_column};
use crate::session::{Connection, EachRow};
use crate::{Dialect, Error};

/// The oldest SQLite that may be used: 3.51.3 mends the reset of the write-ahead log (measured and argued
/// in ADR 0002).
const OLDEST_SQLITE: i32 = 3_051_003;

const STATEMENTS_KEPT: usize = 256;
/// Every write to a large table touches pages all over its indexes; given back when there is nothing to write.
const WRITER_CACHE_KIB: usize = 64 * 1024;
const LARGEST_VALUE_BYTES: i32 = 256 * 1024 * 1024;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Reader,
    Writer,
}

/// A keyed connection.
pub(crate) struct SqliteConnection {
    inner: rusqlite::Connection,
    /// Why the last statement failed; the writer asks after losing a transaction.
    last_error: Option<Error>,
    damaged: bool,
}

impl SqliteConnection {
    pub(crate) fn open(options: &EmbeddedOptions, role: Role) -> Result<Self, Error> {
        // Never SQLITE_OPEN_URI: a file name is a file name. NO_MUTEX: one thread has each connection.
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
            | match role {
                Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
                Role::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            };
        let inner = rusqlite::Connection::open_with_flags(&options.path, flags).map_err(|e| running(&e))?;
        let this = Self { inner, last_error: None, damaged: false };
        this.check_engine()?;
        this.unlock(&options.key)?;
        this.harden(role)?;
        match role {
            Role::Reader => this.batch(&format!(
                "PRAGMA query_only = ON; PRAGMA cache_size = -{}",
                options.cache_kib_per_reader()
            ))?,
            Role::Writer => this.prepare_for_writing(options.max_pages)?,
        }
        Ok(this)
    }

    /// The plain library would ignore the key in silence and write the file in clear.
    fn check_engine(&self) -> Result<(), Error> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(Error::Engine(format!("SQLite {} is too old", rusqlite::version()).into()));
        }
        match self.pragma_text("cipher_version") {
            Ok(version) if !version.is_empty() => Ok(()),
            _ => Err(Error::Engine("it is not SQLCipher".into())),
        }
    }

    fn unlock(&self, key: &Zeroizing<[u8; 32]>) -> Result<(), Error> {
        let mut hex = Zeroizing::new([0u8; 64]);
        hex::encode_to_slice(key.as_slice(), hex.as_mut_slice())
            .map_err(|_| Error::Engine("the key can't be written as hex".into()))?;
        let hex = std::str::from_utf8(hex.as_slice()).map_err(|_| Error::WrongKey)?;
        // Before the key: SQLCipher would log a wrong key to standard error.
        self.batch("PRAGMA cipher_log_level = NONE")?;
        let mut statement = Zeroizing::new(String::with_capacity(100));
        statement.push_str("PRAGMA key = \"x'");
        statement.push_str(hex);
        statement.push_str("'\"");
        self.batch(&statement)?;
        self.batch("PRAGMA cipher_page_size = 4096; PRAGMA cipher_memory_security = OFF")?;
        self.batch("SELECT count(*) FROM sqlite_schema")
    }

    fn harden(&self, role: Role) -> Result<(), Error> {
        let settings = [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
            // A plan does not depend on the values bound: otherwise a statement whose columns have statistics is
            // prepared anew at every run, which costs more than many of them take (docs/adr/0007).
            (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
        ];
        for (setting, value) in settings {
            self.inner.set_db_config(setting, value).map_err(|e| running(&e))?;
        }
        // VACUUM attaches a database of its own; nothing else ever may.
        let attached = i32::from(role == Role::Writer);
        let limits = [
            (Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE_BYTES),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 1_000_000),
            (Limit::SQLITE_LIMIT_ATTACHED, attached),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
            (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
        ];
        for (limit, value) in limits {
            self.inner.set_limit(limit, value).map_err(|e| running(&e))?;
        }
        self.inner.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        self.inner.busy_timeout(Duration::from_secs(5)).map_err(|e| running(&e))?;
        self.batch(
            "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
             PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON",
        )?;
        // Invariant: no temporary file ever holds plaintext (canary scan of the data directory).
        if self.pragma_int("temp_store")? != 2 {
            return Err(Error::Engine("temporary tables would go to disk".into()));
        }
        Ok(())
    }

    fn prepare_for_writing(&self, max_pages: Option<u32>) -> Result<(), Error> {
        if self.pragma_text("journal_mode = WAL")? != "wal" {
            return Err(Error::Engine("the write-ahead log can't be switched on".into()));
        }
        self.batch(&format!(
            "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
             PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = 67108864;
             PRAGMA cache_size = -{WRITER_CACHE_KIB}"
        ))?;
        if let Some(pages) = max_pages {
            self.batch(&format!("PRAGMA max_page_count = {pages}"))?;
        }
        if self.pragma_int("synchronous")? == 2 {
            Ok(())
        } else {
            Err(Error::Engine("durable commits can't be switched on".into()))
        }
    }

    /// The connection itself, for hooks, checkpoints and memory.
    pub(crate) fn raw(&mut self) -> &mut rusqlite::Connection {
        &mut self.inner
    }

    /// Whether no transaction is open.
    pub(crate) fn is_idle(&self) -> bool {
        self.inner.is_autocommit()
    }

    /// Whether it met a damaged page. From then on it reads no page that it does not have in memory: it is of no more
    /// use, and has to be opened anew.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Why the last statement failed, told once.
    pub(crate) fn take_last_error(&mut self) -> Option<Error> {
        self.last_error.take()
    }

    /// Runs a statement without parameters that stays prepared, such as BEGIN.
    pub(crate) fn step(&mut self, sql: &'static str) -> Result<(), Error> {
        let answer = self.try_execute(sql, &[]).map(drop);
        self.noted(answer)
    }

    /// A pragma's answer as text.
    pub(crate) fn pragma_text(&self, pragma: &str) -> Result<String, Error> {
        let sql = format!("PRAGMA {pragma}");
        self.inner.query_row(&sql, [], |row| row.get(0)).map_err(|e| running(&e))
    }

    fn pragma_int(&self, pragma: &str) -> Result<i64, Error> {
        let sql = format!("PRAGMA {pragma}");
        self.inner.query_row(&sql, [], |row| row.get(0)).map_err(|e| running(&e))
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), Error> {
        self.inner.execute_batch(sql).map_err(|e| preparing(&e))
    }

    fn try_query(&self, sql: &str, params: &[Scalar], each: EachRow<'_>) -> Result<(), Error> {
        let mut statement = self.inner.prepare_cached(sql).map_err(|e| preparing(&e))?;
        bind(&mut statement, params)?;
        let width = statement.column_count();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|e| running(&e))? {
            each(&SqliteRow { row, width })?;
        }
        Ok(())
    }

    fn try_execute(&self, sql: &str, params: &[Scalar]) -> Result<u64, Error> {
        let mut statement = self.inner.prepare_cached(sql).map_err(|e| preparing(&e))?;
        bind(&mut statement, params)?;
        let changed = statement.raw_execute().map_err(|e| running(&e))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    fn noted<T>(&mut self, answer: Result<T, Error>) -> Result<T, Error> {
        answer.map_err(|error| {
            // Whatever else the engine makes of a damaged page: the page is the reason.
            self.damaged |=
                error == Error::Corrupt || self.pragma_text("cipher_status").as_deref() == Ok("0");
            let error = if self.damaged { Error::Corrupt } else { error };
            self.last_error = Some(error.clone());
            error
        })
    }
}

impl Connection for SqliteConnection {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query_each(&mut self, sql: &str, params: &[Scalar], each: EachRow<'_>) -> Result<(), Error> {
        let answer = self.try_query(sql, params, each);
        self.noted(answer)
    }

    fn execute(&mut self, sql: &str, params: &[Scalar]) -> Result<u64, Error> {
        let answer = self.try_execute(sql, params);
        self.noted(answer)
    }

    fn control(&mut self, sql: &str) -> Result<(), Error> {
        let answer = self.batch(sql);
        self.noted(answer)
    }

    fn execute_ddl(&mut self, sql: &str) -> Result<(), Error> {
        let answer = self.batch(sql);
        self.noted(answer)
    }

    /// The engine itself goes on with zeros in place of a page whose MAC is wrong: a page of a tree it then refuses, but
    /// the rest of a long value it would hand out.
    fn is_whole(&mut self) -> bool {
        if !self.damaged && self.pragma_text("cipher_status").as_deref() != Ok("1") {
            self.damaged = true;
        }
        !self.damaged
    }
}

/// A parameter that was not given would be bound as null in silence: refused instead.
fn bind(statement: &mut Statement<'_>, params: &[Scalar]) -> Result<(), Error> {
    if statement.parameter_count() != params.len() {
        let message = format!("{} parameters wanted, {} given", statement.parameter_count(), params.len());
        return Err(Error::Sql { code: "PARAMETERS".into(), message });
    }
    for (index, param) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, Bound(param)).map_err(|e| running(&e))?;
    }
    Ok(())
}

struct Bound<'s>(&'s Scalar);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Scalar::Null => ValueRef::Null,
            Scalar::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Scalar::Int(number) => ValueRef::Integer(*number),
            Scalar::Text(text) => ValueRef::Text(text.as_bytes()),
            Scalar::Bytes(bytes) => ValueRef::Blob(bytes),
            Scalar::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

struct SqliteRow<'r, 's> {
    row: &'r rusqlite::Row<'s>,
    width: usize,
}

impl RowView for SqliteRow<'_, '_> {
    fn cell(&self, column: usize) -> Result<Cell<'_>, Error> {
        match self.row.get_ref(column).map_err(|_| missing_column(column))? {
            ValueRef::Null => Ok(Cell::Null),
            ValueRef::Integer(number) => Ok(Cell::Int(number)),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes)
                .map(Cell::Text)
                .map_err(|_| self.unfit(column, "text that is not UTF-8")),
            ValueRef::Blob(bytes) => Ok(Cell::Bytes(bytes)),
            ValueRef::Real(_) => Err(self.unfit(column, "a floating-point number")),
        }
    }

    fn width(&self) -> usize {
        self.width
    }

    fn column_name(&self, column: usize) -> String {
        self.row.as_ref().column_name(column).map_or_else(|_| format!("#{column}"), Into::into)
    }
}

impl SqliteRow<'_, '_> {
    fn unfit(&self, column: usize, found: &'static str) -> Error {
        Error::BadValue { column: self.column_name(column), wanted: "a scalar", found }
    }
}
