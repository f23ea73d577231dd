//! One connection to the server, inside a transaction that begins with its first statement.

use std::borrow::Cow;
use std::pin::pin;
use std::time::{Duration, Instant};

use deadpool_postgres::{Object, Pool};
use futures_util::{StreamExt, TryStreamExt};
use model::Scalar;
use tokio::runtime::Handle;
use tokio_postgres::Statement;

use super::bind::Bound;
use super::errors;
use super::row::PostgresRow;
use super::translate::translated;
use crate::session::{Connection, EachRow};
use crate::{Dialect, Error};

/// Prepared statements a connection keeps; past that it begins anew, as the lists of a customer's own
/// objects make ever new ones.
const STATEMENTS_KEPT: usize = 512;

const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

/// What the transaction is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// For at most so long; none for as long as it likes.
    Read {
        limit: Option<Duration>,
    },
    Write,
}

impl Purpose {
    /// The BEGIN. The server ends a statement by itself when the whole transaction's time is over.
    fn begin(self) -> Cow<'static, str> {
        match self {
            Self::Write => BEGIN_WRITE.into(),
            Self::Read { limit: None } => BEGIN_READ.into(),
            Self::Read { limit: Some(limit) } => {
                let millis = limit.as_millis().clamp(1, i32::MAX.unsigned_abs().into());
                format!("{BEGIN_READ}; SET LOCAL statement_timeout = {millis}").into()
            }
        }
    }
}

pub(crate) struct PostgresConnection<'p> {
    handle: Handle,
    pool: &'p Pool,
    client: Object,
    /// The BEGIN that goes out together with the first statement, in one round trip.
    begin: Option<Cow<'static, str>>,
    /// When a read must be done.
    until: Option<Instant>,
}

impl<'p> PostgresConnection<'p> {
    pub(crate) fn new(handle: Handle, pool: &'p Pool, client: Object, purpose: Purpose) -> Self {
        let until = match purpose {
            Purpose::Read { limit: Some(limit) } => Instant::now().checked_add(limit),
            Purpose::Read { limit: None } | Purpose::Write => None,
        };
        Self { handle, pool, client, begin: Some(purpose.begin()), until }
    }

    /// Whether a statement ran, so that there is a transaction to end.
    pub(crate) fn has_begun(&self) -> bool {
        self.begin.is_none()
    }

    pub(crate) fn commit(mut self) -> Result<(), Error> {
        if !self.has_begun() {
            return Ok(());
        }
        let answer = self.batch("COMMIT");
        if answer.is_err() {
            self.discard();
        }
        answer
    }

    /// A connection that can't roll back is not used again.
    pub(crate) fn roll_back(mut self) {
        if self.has_begun() && self.batch("ROLLBACK").is_err() {
            self.discard();
        }
    }

    fn discard(self) {
        drop(Object::take(self.client));
    }

    fn batch(&mut self, sql: &str) -> Result<(), Error> {
        let begin = self.begin.take();
        let client = &self.client;
        self.handle.block_on(async {
            let (begun, answer) = tokio::join!(biased; started(client, begin), client.batch_execute(sql));
            begun.and_then(|()| answer.map_err(|e| errors::translated(&e)))
        })
    }

    /// Runs statement and BEGIN together: their messages leave in this order and the server works them
    /// off in it.
    fn with_statement<T>(
        &mut self,
        sql: &str,
        params: &[Scalar],
        work: impl AsyncFnOnce(&Object, Statement) -> Result<T, Failure>,
    ) -> Result<T, Error> {
        if self.until.is_some_and(|until| Instant::now() >= until) {
            return Err(Error::TookTooLong);
        }
        if self.client.statement_cache.size() > STATEMENTS_KEPT {
            self.client.statement_cache.clear();
        }
        let begin = self.begin.take();
        let sql = translated(sql);
        let client = &self.client;
        let answer = self.handle.block_on(async {
            let body = async {
                let statement = client.prepare_cached(&sql).await.map_err(Failure::Server)?;
                check_count(&statement, params)?;
                work(client, statement).await
            };
            let (begun, answer) = tokio::join!(biased; started(client, begin), body);
            begun.map_err(Failure::Ours).and(answer)
        });
        answer.map_err(|failure| match failure {
            Failure::Ours(error) => error,
            Failure::Server(error) if errors::is_stale_plan(&error) => {
                self.client.statement_cache.clear();
                Error::Contended
            }
            Failure::Server(error) => errors::translated(&error),
        })
    }
}

enum Failure {
    Server(tokio_postgres::Error),
    Ours(Error),
}

async fn started(client: &Object, begin: Option<Cow<'static, str>>) -> Result<(), Error> {
    match begin {
        Some(sql) => client.batch_execute(&sql).await.map_err(|e| errors::translated(&e)),
        None => Ok(()),
    }
}

fn check_count(statement: &Statement, params: &[Scalar]) -> Result<(), Failure> {
    let wanted = statement.params().len();
    if wanted == params.len() {
        return Ok(());
    }
    let message = format!("{wanted} parameters wanted, {} given", params.len());
    Err(Failure::Ours(Error::Sql { code: "PARAMETERS".into(), message }))
}

impl Connection for PostgresConnection<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query_each(&mut self, sql: &str, params: &[Scalar], each: EachRow<'_>) -> Result<(), Error> {
        self.with_statement(sql, params, async |client, statement| {
            let bound = params.iter().map(Bound);
            let rows = client.query_raw(&statement, bound).await.map_err(Failure::Server)?;
            let mut rows = pin!(rows.fuse());
            while let Some(row) = rows.try_next().await.map_err(Failure::Server)? {
                each(&PostgresRow(row)).map_err(Failure::Ours)?;
            }
            Ok(())
        })
    }

    fn execute(&mut self, sql: &str, params: &[Scalar]) -> Result<u64, Error> {
        self.with_statement(sql, params, async |client, statement| {
            client.execute_raw(&statement, params.iter().map(Bound)).await.map_err(Failure::Server)
        })
    }

    fn control(&mut self, sql: &str) -> Result<(), Error> {
        self.batch(sql)
    }

    /// The server refuses a page it finds damaged.
    fn is_whole(&mut self) -> bool {
        true
    }

    /// Statements prepared before may not fit the tables any more, on any connection of this process.
    fn execute_ddl(&mut self, sql: &str) -> Result<(), Error> {
        let answer = self.batch(sql);
        self.pool.manager().statement_caches.clear();
        answer
    }
}
