//! The two dialects of SQL, where a statement has to know which one it is in.

/// Which engine stands behind the face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite, as SQLCipher.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// The suffix of a SELECT that locks the rows it reads until the transaction ends. SQLite has one
    /// writer, so that its rows need no lock of their own.
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The suffix of a SELECT that locks the rows it reads and passes over those another node has locked.
    pub fn for_update_skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// One of two texts.
    pub fn pick<T>(self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }
}
