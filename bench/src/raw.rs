//! The same SQL straight on the database: the best shapes that were found by measuring (docs/adr/0007), values
//! written to a JSON buffer by hand. No rights, no seals opened, no log of what was seen; a change writes its
//! audit line, since the limit says so.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use bench::machine;
use bench::process::cpu_of;
use model::{Clock as _, Scalar, SystemClock, UserId};
use store::system::users::user_find_by_email;
use store::{Cell, Database, Reader, RowView};
use uuid::Uuid;

use crate::drive::{Measured, Turn, Worker, drive};
use crate::over_http::{CHANGED, LIST_FIELDS, Scope, below_manager, level, turns};
use crate::people::{NEWCOMER, OWNERS, REGIONS, database, manager_email, owner_email, region_of};
use crate::report::Results;
use crate::rows::account_id;
use crate::words::{mix, search_word};

/// One operation, done by so many at once.
type Act<'a> = &'a dyn Fn(usize) -> anyhow::Result<Measured>;

/// Opens the database alone, measures every case, closes it.
pub(crate) fn measure(turn: &Turn<'_>, results: &mut Results) -> anyhow::Result<()> {
    let Turn { data, accounts, time, connections, case } = *turn;
    let db = database(data)?;
    let scopes = db.read_blocking(scopes)?;
    let scope = scopes.first().context("no manager")?;
    let teams: Vec<Vec<UserId>> = scopes.iter().map(|scope| scope.owners.clone()).collect();
    let alone: Vec<Vec<UserId>> = db.read_blocking(owners)?.into_iter().map(|(id, _)| vec![id]).collect();
    let columns = db.read_blocking(columns)?;
    let newcomer = db.read_blocking(|reader| found(reader, NEWCOMER))?;
    let run = Run { db: &db, scope, newcomer, columns: Arc::new(columns), accounts, time };
    let place = run.place_after(2_000)?;
    for &connections in connections {
        machine::read_through(data)?;
        let each: [(&str, Act<'_>); 11] = [
            ("get", &|c| run.get(c)),
            ("list", &|c| run.list(c, &teams, None)),
            ("list, own records", &|c| run.list(c, &alone, None)),
            ("list, same page again", &|c| run.list(c, teams.get(..1).unwrap_or_default(), None)),
            ("deep page", &|c| run.list(c, teams.get(..1).unwrap_or_default(), Some(&place))),
            ("count", &|c| run.count(c)),
            ("group, all", &|c| run.group_all(c)),
            ("group, 20 owners", &|c| run.group_owners(c)),
            ("search", &|c| run.search(c)),
            ("create", &|c| run.create(c)),
            ("update", &|c| run.update(c)),
        ];
        for (name, measured) in each {
            if case(name) {
                let measured = measured(connections).with_context(|| format!("{name} at {connections}"))?;
                results.add_raw(name, connections, &measured);
            }
        }
        if case("get") {
            results.add_raw("audit line", connections, &run.audit_line(connections)?);
        }
    }
    // The chain knows nothing of these.
    db.write_blocking(|writer| writer.execute("DELETE FROM audit_event WHERE node = 'raw'", &[]))?;
    db.close_blocking();
    Ok(())
}

fn found(reader: &mut Reader<'_>, email: &str) -> Result<UserId, store::Error> {
    user_find_by_email(reader, email)?.map(|user| user.id).ok_or(store::Error::Closed)
}

/// All owners with their places.
fn owners(reader: &mut Reader<'_>) -> Result<Vec<(UserId, usize)>, store::Error> {
    (0..OWNERS).map(|place| Ok((found(reader, &owner_email(place))?, place))).collect()
}

/// Each manager with the owners below, and the manager among them.
fn scopes(reader: &mut Reader<'_>) -> Result<Vec<Scope>, store::Error> {
    let all = owners(reader)?;
    let scope = |region: usize| {
        let manager = found(reader, &manager_email(region))?;
        let below = all.iter().filter(|(_, place)| region_of(*place) == region).map(|(id, _)| *id);
        Ok(Scope { manager, owners: std::iter::once(manager).chain(below).collect() })
    };
    (0..REGIONS).map(scope).collect()
}

fn columns(reader: &mut Reader<'_>) -> Result<Vec<String>, store::Error> {
    reader.query_map("SELECT name FROM pragma_table_info('o_account')", &[], |row| row.string(0))
}

/// A place in the list: the sort value and the id.
type Place = (i64, Uuid);

struct Run<'r> {
    db: &'r Database,
    scope: &'r Scope,
    newcomer: UserId,
    columns: Arc<Vec<String>>,
    accounts: u64,
    time: Duration,
}

/// Ordered arms, one an owner, merged by the engine; then the rows of the page.
fn list_text(owners: usize, place: bool, limit: usize) -> String {
    let mut text = String::from("SELECT t.id, t.version");
    for field in LIST_FIELDS {
        let _ = write!(text, ", t.{field}");
    }
    text.push_str(" FROM (");
    for owner in 0..owners {
        if owner > 0 {
            text.push_str(" UNION ALL ");
        }
        let _ = write!(
            text,
            "SELECT t.rowid AS r, t.updated_at AS k0, t.id AS id FROM o_account AS t \
             WHERE t.deleted_at IS NULL AND t.owner = ?{} AND +t.type = 'customer'",
            owner + 3
        );
        if place {
            text.push_str(" AND (t.updated_at, t.id) < (?1, ?2)");
        }
    }
    let _ = write!(
        text,
        " ORDER BY k0 DESC, id DESC LIMIT {limit}) AS k CROSS JOIN o_account AS t WHERE t.rowid = k.r AND ?1 = ?1 AND ?2 = ?2 \
         ORDER BY k.k0 DESC, k.id DESC"
    );
    text
}

fn list_params(owners: &[UserId], place: Option<&Place>) -> Vec<Scalar> {
    let (at, id) = place.copied().unwrap_or_default();
    let mut params: Vec<Scalar> = vec![at.into(), id.into()];
    params.extend(owners.iter().map(|owner| Scalar::from(*owner)));
    params
}

/// Runs a query and writes its rows as JSON.
fn json(
    reader: &mut Reader<'_>,
    sql: &str,
    params: &[Scalar],
    names: &[impl AsRef<str>],
) -> Result<Vec<u8>, store::Error> {
    let mut out = Vec::with_capacity(24 * 1024);
    out.push(b'[');
    reader.query_each(sql, params, &mut |row| {
        if out.len() > 1 {
            out.push(b',');
        }
        object(row, names, &mut out)
    })?;
    out.push(b']');
    Ok(out)
}

fn object(row: &dyn RowView, names: &[impl AsRef<str>], out: &mut Vec<u8>) -> Result<(), store::Error> {
    for (place, name) in names.iter().enumerate() {
        out.extend_from_slice(if place == 0 { b"{\"" } else { b",\"" });
        out.extend_from_slice(name.as_ref().as_bytes());
        out.extend_from_slice(b"\":");
        match row.cell(place)? {
            Cell::Int(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Cell::Text(text) => quoted(text, out),
            Cell::Bytes(bytes) if bytes.len() == 16 => {
                let id = Uuid::from_slice(bytes).unwrap_or_default();
                let mut text = [0; 36];
                out.push(b'"');
                out.extend_from_slice(id.hyphenated().encode_lower(&mut text).as_bytes());
                out.push(b'"');
            }
            Cell::Bytes(_) => out.extend_from_slice(b"\"sealed\""),
            _ => out.extend_from_slice(b"null"),
        }
    }
    out.push(b'}');
    Ok(())
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

const AUDIT: &str = "INSERT INTO audit_event (node, seq, at, actor_id, actor_kind, actor_name, action, outcome, object, record_id, \
     session_id, address, detail, previous, hash) VALUES ('raw', ?1, ?2, ?3, 'person', '王伟', ?4, 'done', 'account', ?5, ?3, \
     '127.0.0.1', '{\"fields\":[\"level\",\"updated_at\"],\"version\":2,\"source\":\"request\"}', zeroblob(32), zeroblob(32))";

static SEQUENCE: AtomicI64 = AtomicI64::new(1);

fn audit(
    writer: &mut store::Writer<'_>,
    who: UserId,
    action: &str,
    record: Uuid,
) -> Result<(), store::Error> {
    let (seq, at) = (SEQUENCE.fetch_add(1, Ordering::Relaxed), SystemClock.now().as_microsecond());
    writer.execute(AUDIT, &[seq.into(), at.into(), who.into(), action.into(), record.into()]).map(drop)
}

impl Run<'_> {
    fn driven(
        &self,
        connections: usize,
        worker: impl Fn(usize) -> Worker<'static>,
    ) -> anyhow::Result<Measured> {
        drive((0..connections).map(worker).collect(), self.time, &|| cpu_of("self"))
    }

    fn reading(
        &self,
        connections: usize,
        sql: &str,
        params: &[Scalar],
        names: &[&str],
    ) -> anyhow::Result<Measured> {
        let (sql, params): (Arc<str>, Arc<[Scalar]>) = (sql.into(), params.into());
        let names: Arc<[String]> = names.iter().map(|name| (*name).to_owned()).collect();
        self.driven(connections, |_| {
            let (db, sql, params, names) =
                (self.db.clone(), Arc::clone(&sql), Arc::clone(&params), Arc::clone(&names));
            Box::new(move || {
                let (sql, params, names) = (Arc::clone(&sql), Arc::clone(&params), Arc::clone(&names));
                db.read_blocking(move |reader| json(reader, &sql, &params, &names))
                    .map(drop)
                    .map_err(Into::into)
            })
        })
    }

    fn get(&self, connections: usize) -> anyhow::Result<Measured> {
        let sql: Arc<str> =
            format!("SELECT {} FROM o_account WHERE id = ?1 AND deleted_at IS NULL", self.columns.join(", "))
                .into();
        let accounts = self.accounts;
        self.driven(connections, |place| {
            let (db, sql, names) = (self.db.clone(), Arc::clone(&sql), Arc::clone(&self.columns));
            let mut numbers = below_manager(accounts, 100 + place as u64);
            Box::new(move || {
                let id = account_id(numbers.next().unwrap_or(0), accounts);
                let (sql, names) = (Arc::clone(&sql), Arc::clone(&names));
                db.read_blocking(move |reader| json(reader, &sql, &[id.into()], &names))
                    .map(drop)
                    .map_err(Into::into)
            })
        })
    }

    /// The first page under the rights of another of these people each time, or the page after a place.
    fn list(
        &self,
        connections: usize,
        people: &[Vec<UserId>],
        place: Option<&Place>,
    ) -> anyhow::Result<Measured> {
        let names: Arc<[&str]> = ["id", "version"].into_iter().chain(LIST_FIELDS).collect();
        let owners = people.first().context("nobody")?.len();
        let sql: Arc<str> = list_text(owners, place.is_some(), 51).into();
        let params: Arc<[Arc<[Scalar]>]> =
            people.iter().map(|owners| list_params(owners, place).into()).collect();
        self.driven(connections, |worker| {
            let (db, sql, params, names) =
                (self.db.clone(), Arc::clone(&sql), Arc::clone(&params), Arc::clone(&names));
            let mut turn = turns(params.len(), worker);
            Box::new(move || {
                let (sql, names) = (Arc::clone(&sql), Arc::clone(&names));
                let params = Arc::clone(params.get(turn()).context("nobody")?);
                db.read_blocking(move |reader| json(reader, &sql, &params, &names))
                    .map(drop)
                    .map_err(Into::into)
            })
        })
    }

    fn place_after(&self, rows: usize) -> anyhow::Result<Place> {
        let sql = list_text(self.scope.owners.len(), false, rows);
        let params = list_params(&self.scope.owners, None);
        let last = self.db.read_blocking(move |reader| {
            let mut last = (0, Uuid::nil());
            reader.query_each(&sql, &params, &mut |row| {
                last = (row.int(2 + LIST_FIELDS.len() - 1)?, row.id(0)?);
                Ok(())
            })?;
            Ok::<_, store::Error>(last)
        });
        Ok(last?)
    }

    fn owner_marks(&self) -> String {
        (1..=self.scope.owners.len()).map(|at| format!("?{at}")).collect::<Vec<_>>().join(", ")
    }

    fn owner_params(&self) -> Vec<Scalar> {
        self.scope.owners.iter().map(|owner| Scalar::from(*owner)).collect()
    }

    fn count(&self, connections: usize) -> anyhow::Result<Measured> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM o_account WHERE owner IN ({}) AND +type = 'customer' AND deleted_at IS NULL LIMIT 1001)",
            self.owner_marks()
        );
        self.reading(connections, &sql, &self.owner_params(), &["count"])
    }

    fn group_all(&self, connections: usize) -> anyhow::Result<Measured> {
        let sql = "SELECT lifecycle, count(*) FROM o_account WHERE deleted_at IS NULL GROUP BY lifecycle";
        self.reading(connections, sql, &[], &["key", "count"])
    }

    fn group_owners(&self, connections: usize) -> anyhow::Result<Measured> {
        let sql = format!(
            "SELECT lifecycle, count(*) FROM o_account WHERE owner IN ({}) AND deleted_at IS NULL GROUP BY +lifecycle",
            self.owner_marks()
        );
        self.reading(connections, &sql, &self.owner_params(), &["key", "count"])
    }

    fn search(&self, connections: usize) -> anyhow::Result<Measured> {
        let sql: Arc<str> = "SELECT t.id, t.name FROM (SELECT d.record_id AS id, d.docid AS docid FROM search_text \
             CROSS JOIN search_doc AS d WHERE d.docid = search_text.rowid AND search_text MATCH ?1 AND d.object = 'account' \
             ORDER BY search_text.rowid DESC LIMIT 200) AS e CROSS JOIN o_account AS t \
             WHERE t.id = e.id AND t.deleted_at IS NULL ORDER BY e.docid DESC LIMIT 20"
            .into();
        self.driven(connections, |place| {
            let (db, sql, mut seed) = (self.db.clone(), Arc::clone(&sql), mix(place as u64, 300));
            Box::new(move || {
                seed = seed.wrapping_add(1);
                let word: Vec<char> = search_word(seed).chars().collect();
                let pairs: Vec<String> = word.windows(2).map(|pair| pair.iter().collect()).collect();
                let (sql, phrase) = (Arc::clone(&sql), format!("\"{}\"", pairs.join(" ")));
                db.read_blocking(move |reader| json(reader, &sql, &[phrase.into()], &["id", "name"]))
                    .map(drop)
                    .map_err(Into::into)
            })
        })
    }

    fn create(&self, connections: usize) -> anyhow::Result<Measured> {
        let sql: Arc<str> = "INSERT INTO o_account (version, id, number, owner, created_at, created_by, updated_at, updated_by, name, \
             type, level, industry) VALUES (1, ?1, ?2, ?3, ?4, ?3, ?4, ?3, ?5, 'prospect', 'b', 'software')"
            .into();
        let who = self.newcomer;
        self.driven(connections, |place| {
            let (db, sql, mut seed) = (
                self.db.clone(),
                Arc::clone(&sql),
                mix(place as u64, 400 + SEQUENCE.load(Ordering::Relaxed) as u64),
            );
            Box::new(move || {
                seed = seed.wrapping_add(1);
                let at = SystemClock.now().as_microsecond();
                let id = Uuid::from_u64_pair(u64::try_from(at / 1_000).unwrap_or(0) << 16, seed);
                let params = [
                    id.into(),
                    format!("RAW-{id}").into(),
                    who.into(),
                    at.into(),
                    crate::words::company(seed).into(),
                ];
                let sql = Arc::clone(&sql);
                let made = db.write_blocking(move |writer| {
                    writer.execute(&sql, &params)?;
                    audit(writer, who, "create", id)
                });
                made.map_err(Into::into)
            })
        })
    }

    fn update(&self, connections: usize) -> anyhow::Result<Measured> {
        let sql: Arc<str> =
            "UPDATE o_account SET version = version + 1, level = ?2, updated_at = ?3, updated_by = ?4 \
             WHERE id = ?1 AND version >= 1 AND deleted_at IS NULL"
                .into();
        let (who, accounts) = (self.scope.manager, self.accounts);
        self.driven(connections, |place| {
            let ids: Vec<Uuid> = below_manager(accounts, 500 + place as u64)
                .take(CHANGED)
                .map(|number| account_id(number, accounts))
                .collect();
            let (db, sql, mut turn) = (self.db.clone(), Arc::clone(&sql), 0_usize);
            Box::new(move || {
                turn += 1;
                let id =
                    turn.checked_rem(ids.len()).and_then(|at| ids.get(at)).copied().context("no record")?;
                let (sql, at) = (Arc::clone(&sql), SystemClock.now().as_microsecond());
                let params = [id.into(), level((turn / ids.len()) as i64).into(), at.into(), who.into()];
                let changed = db.write_blocking(move |writer| {
                    let changed = writer.execute(&sql, &params)?;
                    audit(writer, who, "update", id)?;
                    Ok::<_, store::Error>(changed)
                });
                anyhow::ensure!(changed? == 1, "nothing was changed");
                Ok(())
            })
        })
    }

    /// What a durable line in the log costs by itself: every view of a record writes one.
    fn audit_line(&self, connections: usize) -> anyhow::Result<Measured> {
        let (who, accounts) = (self.scope.manager, self.accounts);
        self.driven(connections, |place| {
            let (db, mut numbers) = (self.db.clone(), below_manager(accounts, 600 + place as u64));
            Box::new(move || {
                let id = account_id(numbers.next().unwrap_or(0), accounts);
                db.write_blocking(move |writer| audit(writer, who, "view", id)).map_err(Into::into)
            })
        })
    }
}
