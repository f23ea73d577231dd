//! Files, jobs, views, first answers and outgoing events.

use model::{FileId, RecordId, UserId, ViewId};
use store::Writer;
use store::system::files::{self, FileRow};
use store::system::idempotency::{self, IdempotencyRow};
use store::system::jobs::{self, JobRow, Lease};
use store::system::outbox::{self, OutboxRow};
use store::system::views::{self, ViewRow};
use store::system::{sequences, users};
use store::testing::each_engine;
use uuid::Uuid;

use crate::{at, id, user, write};

#[test]
fn files_come_in_chunks() {
    each_engine(|database| {
        write(database, |w| {
            let file = FileRow {
                id: FileId(id(1)),
                name_sealed: vec![1],
                media_type: "text/plain".into(),
                size: 6,
                sha256: vec![2; 32],
                object: "account".into(),
                record_id: None,
                created_by: UserId(id(1)),
                created_at: at(0),
            };
            files::file_create(w, &file)?;
            files::file_chunk_put(w, file.id, 0, vec![1, 2, 3])?;
            files::file_chunk_put(w, file.id, 1, vec![4, 5, 6])?;
            assert_eq!(files::file_find(w, file.id)?, Some(file.clone()));
            assert_eq!(files::files_find(w, &[file.id])?.len(), 1);
            assert_eq!(files::file_chunk(w, file.id, 1)?, Some(vec![4, 5, 6]));
            assert_eq!(files::file_chunk(w, file.id, 2)?, None);
            let (here, there) = (RecordId(id(50)), RecordId(id(51)));
            assert!(files::file_attach(w, file.id, here)? && !files::file_attach(w, file.id, there)?);
            assert_eq!(files::files_of_record(w, "account", here)?.len(), 1);
            assert_eq!(files::files_sweep(w, at(9))?, 0);
            assert!(files::file_delete(w, file.id)?);
            assert_eq!(files::file_chunk(w, file.id, 0)?, None);
            Ok(())
        });
    });
}

fn job(n: u128, state: &str) -> JobRow {
    JobRow {
        id: id(n),
        kind: "import".into(),
        state: state.into(),
        body: "{}".into(),
        lease_until: None,
        lease_by: None,
        progress_done: 0,
        progress_total: 0,
        created_at: at(i64::try_from(n).unwrap()),
        created_by: UserId(id(1)),
        finished_at: None,
        result: None,
    }
}

#[test]
fn a_job_has_one_worker_and_a_lost_lease_is_taken_up() {
    each_engine(|database| {
        write(database, |w| {
            for row in [job(1, "mapping"), job(2, "waiting"), job(3, "waiting")] {
                jobs::job_enqueue(w, &row)?;
            }
            let lease = |by, now| Lease { by, now: at(now), until: at(now + 30) };
            let claim = |w: &mut Writer<'_>, lease: &Lease<'_>| {
                jobs::job_claim(w, "import", &["waiting", "running"], lease).map(|job| job.map(|job| job.id))
            };
            assert_eq!(claim(w, &lease("a", 0))?, Some(id(2)));
            assert_eq!(claim(w, &lease("b", 0))?, Some(id(3)));
            assert_eq!(claim(w, &lease("c", 0))?, None);
            assert!(jobs::job_progress(w, id(2), 5, 10, &lease("a", 20))?);
            assert_eq!(claim(w, &lease("c", 31))?, Some(id(3)), "b's lease ran out");
            assert!(!jobs::job_progress(w, id(3), 1, 2, &lease("b", 32))?);
            assert!(jobs::job_release(w, id(3), "c")?);
            assert!(jobs::job_update(w, id(1), "mapping", "waiting", "{\"a\":1}")?);
            assert!(!jobs::job_update(w, id(1), "mapping", "waiting", "{}")?);
            assert!(jobs::job_finish(w, id(2), "done", Some("{}"), at(40))?);
            assert!(!jobs::job_finish(w, id(2), "failed", None, at(41))?);
            let done = jobs::job_find(w, id(2))?.unwrap();
            assert_eq!((done.state.as_str(), done.progress_done, done.lease_by), ("done", 5, None));
            let by = done.created_by;
            let own = jobs::jobs_of(w, "import", by, 2)?;
            assert_eq!(own.iter().map(|job| job.id).collect::<Vec<_>>(), [id(3), id(2)]);
            assert_eq!(jobs::jobs_open_of(w, "import", by)?, 2);
            let nobody = model::UserId(id(99));
            assert_eq!(
                (jobs::jobs_of(w, "import", nobody, 2)?.len(), jobs::jobs_open_of(w, "import", nobody)?),
                (0, 0)
            );
            assert!(jobs::job_delete(w, id(3))?);
            Ok(())
        });
    });
}

#[test]
fn concurrent_workers_never_get_the_same_job() {
    each_engine(|database| {
        write(database, |w| (1..=20).try_for_each(|n| jobs::job_enqueue(w, &job(n, "waiting"))));
        let mut claimed: Vec<Uuid> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let mut mine = Vec::new();
                        let claim = |w: &mut Writer<'_>| {
                            let lease = Lease { by: "w", now: at(0), until: at(30) };
                            jobs::job_claim(w, "import", &["waiting"], &lease)
                        };
                        while let Some(job) = database.write_blocking(claim).unwrap() {
                            mine.push(job.id);
                        }
                        mine
                    })
                })
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        claimed.sort_unstable();
        assert_eq!(claimed, (1..=20).map(id).collect::<Vec<_>>());
    });
}

#[test]
fn concurrent_numbers_have_neither_gaps_nor_doubles() {
    each_engine(|database| {
        let mut taken: Vec<i64> = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let take = |w: &mut Writer<'_>| sequences::number_take(w, "lead", "number", "", 1);
                        (0..25).map(|_| database.write_blocking(take).unwrap()).collect::<Vec<_>>()
                    })
                })
                .collect();
            takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect()
        });
        taken.sort_unstable();
        assert_eq!(taken, (1..=100).collect::<Vec<_>>());
    });
}

#[test]
fn views_first_answers_and_outgoing_events() {
    each_engine(|database| {
        write(database, |w| {
            for (n, name) in [(1, "ann"), (2, "bob")] {
                users::user_create(w, &user(n, name))?;
            }
            let view = |n, owner, shared| ViewRow {
                id: ViewId(id(n)),
                object: "account".into(),
                owner_id: UserId(id(owner)),
                shared,
                body: "{}".into(),
                version: 1,
            };
            for row in [view(1, 1, false), view(2, 1, true), view(3, 2, false)] {
                views::view_create(w, &row)?;
            }
            let seen: Vec<ViewId> =
                views::view_list(w, "account", UserId(id(2)))?.iter().map(|v| v.id).collect();
            assert_eq!(seen, [ViewId(id(2)), ViewId(id(3))]);
            assert!(views::view_update(w, &view(1, 1, true))? && !views::view_update(w, &view(1, 1, true))?);
            assert!(views::view_find(w, ViewId(id(1)))?.unwrap().shared);
            assert!(views::view_delete(w, ViewId(id(1)))?);

            let first = IdempotencyRow {
                principal_id: id(1),
                key: "k".into(),
                request_hash: vec![1; 32],
                status: 201,
                body: b"{}".to_vec(),
                created_at: at(0),
            };
            idempotency::idempotency_put(w, &first, at(-10))?;
            assert_eq!(idempotency::idempotency_find(w, id(1), "k", at(-10))?, Some(first.clone()));
            assert_eq!(idempotency::idempotency_find(w, id(1), "k", at(1))?, None);
            idempotency::idempotency_put(w, &IdempotencyRow { created_at: at(20), ..first }, at(10))?;
            assert_eq!(idempotency::idempotency_sweep(w, at(30))?, 1);

            let event =
                |n, secs| OutboxRow { id: id(n), at: at(secs), topic: "t".into(), payload: "{}".into() };
            outbox::outbox_put(w, &[event(1, 5), event(2, 3)])?;
            assert_eq!(outbox::outbox_waiting(w, 9)?, [event(2, 3), event(1, 5)]);
            assert!(outbox::outbox_done(w, id(2), at(6))? && !outbox::outbox_done(w, id(2), at(7))?);
            assert_eq!((outbox::outbox_waiting(w, 9)?.len(), outbox::outbox_sweep(w, at(9))?), (1, 1));
            Ok(())
        });
    });
}
