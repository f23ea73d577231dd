//! PostgreSQL: a pool of connections, and jobs that run beside them on threads of their own.
//!
//! The engine has a runtime of its own, so that it works alike within the program's runtime, in a command
//! and in a test. A job that has begun runs to its end whoever waits for it, and its connection is
//! clean or thrown away before another job gets it.

mod bind;
mod connect;
mod connection;
mod errors;
mod gate;
mod row;
mod translate;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod};
use parking_lot::Mutex;
use tokio::runtime::{Handle, Runtime};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Error;
use crate::counters::Tally;
use crate::job::{ReadJob, WriteJob, caught};
use crate::session::{Reader, Writer};

pub use connect::PostgresOptions;
use connection::{PostgresConnection, Purpose};
use gate::Gate;

const THREAD_NAME: &str = "store-postgres";

/// The oldest server that may be used: the oldest one its makers still mend in 2026.
const OLDEST_SERVER: i64 = 140_000;

/// How long closing waits for jobs under way.
const CLOSING: Duration = Duration::from_secs(30);

/// A fresh connection's settings. A commit is always on the server's disk when it is answered; a job
/// waits for a lock at most ten seconds; nobody sits idle in a transaction.
const SETTINGS: &str = "SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s';
    SET TIME ZONE 'UTC';
    SET standard_conforming_strings = on;
    SET client_min_messages = warning";

pub(crate) struct Postgres {
    runtime: Mutex<Option<Runtime>>,
    handle: Handle,
    pool: Pool,
    gate: Gate,
    tally: Arc<Tally>,
}

impl Postgres {
    pub(crate) fn open(options: &PostgresOptions, tally: &Arc<Tally>) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            // A thread for each connection, and some for looking up host names.
            .max_blocking_threads(options.pool.max(1) + 4)
            .thread_name(THREAD_NAME)
            .enable_all()
            .build()
            .map_err(|e| Error::io(&e))?;
        let handle = runtime.handle().clone();
        let pool = pool(options)?;
        let this = Self {
            runtime: Mutex::new(Some(runtime)),
            handle,
            pool,
            gate: Gate::new(options.queue),
            tally: Arc::clone(tally),
        };
        this.check_server()?;
        Ok(this)
    }

    fn check_server(&self) -> Result<(), Error> {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let pool = self.pool.clone();
        self.handle.spawn(async move {
            let answer = server_facts(&pool).await;
            drop(sender.send(answer));
        });
        let facts = receiver.recv().map_err(|_| Error::Closed)??;
        if facts.version < OLDEST_SERVER {
            return Err(Error::Engine("PostgreSQL must be version 14 or newer".into()));
        }
        if facts.encoding != "UTF8" {
            return Err(Error::Engine("the database must be encoded in UTF8".into()));
        }
        if facts.replica {
            return Err(Error::Engine("the server is a read replica".into()));
        }
        if !facts.fsync {
            tracing::warn!("the database server runs with fsync off: a power cut can lose what was answered");
        }
        Ok(())
    }

    pub(crate) fn read(&self, job: Box<dyn ReadJob>) -> Result<(), Error> {
        let pass = self.gate.enter()?;
        let (pool, handle, tally) = (self.pool.clone(), self.handle.clone(), Arc::clone(&self.tally));
        self.handle.spawn(async move {
            let client = pool.get().await;
            let threads = handle.clone();
            threads.spawn_blocking(move || {
                let _pass = pass;
                tally.read();
                match client {
                    Ok(client) => {
                        let purpose = Purpose::Read { limit: job.limit() };
                        run_read(job, PostgresConnection::new(handle, &pool, client, purpose));
                    }
                    Err(error) => job.run(Err(pool_error(&error))),
                }
            });
        });
        Ok(())
    }

    pub(crate) fn write(&self, job: Box<dyn WriteJob>) -> Result<(), Error> {
        let pass = self.gate.enter()?;
        let (pool, handle, tally) = (self.pool.clone(), self.handle.clone(), Arc::clone(&self.tally));
        self.handle.spawn(async move {
            let client = pool.get().await;
            let threads = handle.clone();
            threads.spawn_blocking(move || {
                let _pass = pass;
                tally.write();
                match client {
                    Ok(client) => {
                        let connection = PostgresConnection::new(handle, &pool, client, Purpose::Write);
                        run_write(job, connection, &tally);
                    }
                    Err(error) => job.finish(Err(pool_error(&error))),
                }
            });
        });
        Ok(())
    }

    pub(crate) fn queued(&self) -> usize {
        self.gate.inside()
    }

    pub(crate) fn close(&self) {
        let Some(runtime) = self.runtime.lock().take() else { return };
        // A job may hold the last handle to its own database: it does not wait for itself.
        let inside = std::thread::current().name() == Some(THREAD_NAME);
        self.gate.close(if inside { Duration::ZERO } else { CLOSING });
        self.pool.close();
        runtime.shutdown_background();
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.close();
    }
}

fn run_read(job: Box<dyn ReadJob>, mut connection: PostgresConnection<'_>) {
    job.run(Ok(&mut Reader::new(&mut connection)));
    if let Err(error) = connection.commit() {
        tracing::debug!(%error, "a read snapshot could not be ended; its connection is dropped");
    }
}

fn run_write(mut job: Box<dyn WriteJob>, mut connection: PostgresConnection<'_>, tally: &Tally) {
    let mut writer = Writer::new(&mut connection);
    let kept = job.run(&mut writer);
    let endings = writer.into_endings();
    if !kept {
        connection.roll_back();
        job.finish(Ok(()));
        return;
    }
    let ended = caught(|| endings.act(&mut Writer::new(&mut connection)));
    let fate = match ended {
        Ok(()) => connection.commit(),
        Err(error) => {
            connection.roll_back();
            Err(error)
        }
    };
    if fate.is_ok() {
        tally.commit();
    }
    job.finish(fate);
}

fn pool(options: &PostgresOptions) -> Result<Pool, Error> {
    let tls = MakeRustlsConnect::new(options.tls()?);
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(options.config()?, tls, recycling);
    Pool::builder(manager)
        .max_size(options.pool.max(1))
        .runtime(deadpool_postgres::Runtime::Tokio1)
        .wait_timeout(Some(Duration::from_secs(30)))
        .create_timeout(Some(Duration::from_secs(15)))
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SETTINGS).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(|_| Error::Engine("the pool of connections can't be made".into()))
}

fn pool_error(error: &PoolError) -> Error {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            errors::translated(error)
        }
        PoolError::Timeout(_) => Error::Busy,
        PoolError::Closed => Error::Closed,
        _ => Error::Io("no connection to the database server could be made".into()),
    }
}

struct ServerFacts {
    version: i64,
    encoding: String,
    replica: bool,
    fsync: bool,
}

async fn server_facts(pool: &Pool) -> Result<ServerFacts, Error> {
    let client: Object = pool.get().await.map_err(|e| pool_error(&e))?;
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'),
                    pg_is_in_recovery(), current_setting('fsync') = 'on'",
            &[],
        )
        .await
        .map_err(|e| errors::translated(&e))?;
    let unreadable = |_| Error::Engine("the server does not say what it is".into());
    Ok(ServerFacts {
        version: row.try_get(0).map_err(unreadable)?,
        encoding: row.try_get(1).map_err(unreadable)?,
        replica: row.try_get(2).map_err(unreadable)?,
        fsync: row.try_get(3).map_err(unreadable)?,
    })
}
