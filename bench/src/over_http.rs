//! The cases as people and programs meet them: over TLS, signed in, through the whole server.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use bench::client::{Answer, Client};
use bench::machine;
use bench::process::Server;
use model::UserId;
use url::form_urlencoded::byte_serialize;

use crate::drive::{Measured, Turn, Worker, drive};
use crate::people::{
    ADMINISTRATOR, NEWCOMER, OWNERS, PASSWORD, REGIONS, is_below_manager, manager_email, owner_email,
};
use crate::report::Results;
use crate::rows::{account_id, owner_of};
use crate::words::{mix, search_word};

/// One operation, done by so many at once.
type Act<'a> = &'a dyn Fn(usize) -> anyhow::Result<Measured>;

/// The columns of the list: two of them sealed, one of those masked for the manager.
pub(crate) const LIST_FIELDS: [&str; 10] = [
    "name",
    "type",
    "level",
    "industry",
    "lifecycle",
    "phone",
    "email",
    "owner",
    "last_activity_at",
    "updated_at",
];
/// Records each worker changes in turn.
pub(crate) const CHANGED: usize = 200;
/// Pages before the deep one: 2,000 rows.
const PAGES_BEFORE: usize = 10;

/// The numbers of some accounts below the manager, in no order.
pub(crate) fn below_manager(accounts: u64, salt: u64) -> impl Iterator<Item = u64> {
    (0_u64..).filter_map(move |draw| {
        let number = mix(draw, salt).checked_rem(accounts)?;
        is_below_manager(owner_of(number)).then_some(number)
    })
}

/// The levels of a changed account, in turn.
pub(crate) fn level(turn: i64) -> &'static str {
    ["a", "b", "c", "d"].get(usize::try_from(turn.rem_euclid(4)).unwrap_or(0)).copied().unwrap_or("a")
}

fn query(parts: &[(&str, &str)]) -> String {
    let parts = parts
        .iter()
        .map(|(key, value)| format!("{key}={}", byte_serialize(value.as_bytes()).collect::<String>()));
    parts.collect::<Vec<_>>().join("&")
}

fn list_path(more: &[(&str, &str)]) -> String {
    let fields = LIST_FIELDS.join(",");
    let filter = r#"{"field":"type","op":"eq","value":"customer"}"#;
    let mut parts = vec![("fields", fields.as_str()), ("filter", filter), ("sort", "-updated_at")];
    if more.iter().all(|(key, _)| *key != "limit") {
        parts.push(("limit", "50"));
    }
    parts.extend_from_slice(more);
    format!("/api/v1/records/account?{}", query(&parts))
}

/// Sessions of the people whose work is measured.
struct Sessions {
    managers: Arc<[Client]>,
    representatives: Arc<[Client]>,
    newcomer: Client,
    administrator: Client,
}

impl Sessions {
    fn open(server: &Server) -> anyhow::Result<Self> {
        let all = |emails: &mut dyn Iterator<Item = String>| -> anyhow::Result<Arc<[Client]>> {
            emails.map(|email| signed_in(server, &email)).collect()
        };
        Ok(Self {
            managers: all(&mut (0..REGIONS).map(manager_email))?,
            representatives: all(&mut (0..OWNERS).map(owner_email))?,
            newcomer: signed_in(server, NEWCOMER)?,
            administrator: signed_in(server, ADMINISTRATOR)?,
        })
    }

    fn manager(&self) -> anyhow::Result<&Client> {
        self.managers.first().context("no manager")
    }
}

/// Whose turn it is, drawn anew each time: of so many people.
pub(crate) fn turns(people: usize, worker: usize) -> impl FnMut() -> usize {
    let mut draw = mix(worker as u64, 700);
    move || {
        draw = draw.wrapping_add(1);
        usize::try_from(mix(draw, 701).checked_rem(people as u64).unwrap_or(0)).unwrap_or(0)
    }
}

/// Starts the server, measures every case, stops it.
pub(crate) fn measure(program: &Path, turn: &Turn<'_>, results: &mut Results) -> anyhow::Result<()> {
    let Turn { data, accounts, time, connections, case } = *turn;
    let server = Server::start(program, data)?;
    results.started_in(server.ready_after);
    std::thread::sleep(Duration::from_secs(2));
    results.idle_at(server.resident());
    let sessions = Sessions::open(&server)?;
    let manager = sessions.manager()?;
    let deep = if case("deep page") {
        let mut reader = server.connect()?;
        reader.share(manager);
        deep_path(&mut reader)?
    } else {
        String::new()
    };
    let run = Run { server: &server, sessions: &sessions, accounts, time };
    for &connections in connections {
        machine::read_through(data)?;
        let each: [(&str, Act<'_>); 12] = [
            ("get", &|c| run.get(c)),
            ("list", &|c| run.pages_in_turn(c, &sessions.managers, &list_path(&[]))),
            ("list, own records", &|c| run.pages_in_turn(c, &sessions.representatives, &list_path(&[]))),
            ("list, same page again", &|c| run.pages(c, manager, &list_path(&[]))),
            ("deep page", &|c| run.pages(c, manager, &deep)),
            ("count", &|c| run.pages(c, manager, &list_path(&[("limit", "1"), ("count", "capped")]))),
            ("group, all", &|c| {
                run.pages(c, &sessions.administrator, "/api/v1/records/account/groups?by=lifecycle")
            }),
            ("group, 20 owners", &|c| run.pages(c, manager, "/api/v1/records/account/groups?by=lifecycle")),
            ("search", &|c| run.search(c)),
            ("create", &|c| run.create(c)),
            ("update", &|c| run.update(c)),
            ("sign-in", &|c| run.sign_in(c)),
        ];
        for (name, measured) in each {
            if case(name) {
                let measured = measured(connections).with_context(|| format!("{name} at {connections}"))?;
                results.add_http(name, connections, &measured);
            }
        }
    }
    results.loaded_at(server.resident());
    server.stop()
}

fn signed_in(server: &Server, email: &str) -> anyhow::Result<Client> {
    let mut client = server.connect()?;
    client.sign_in(email, PASSWORD)?;
    Ok(client)
}

/// The path of the page after 2,000 rows.
fn deep_path(manager: &mut Client) -> anyhow::Result<String> {
    let mut after = String::new();
    for _ in 0..PAGES_BEFORE {
        let mut more = vec![("limit", "200")];
        if !after.is_empty() {
            more.push(("after", after.as_str()));
        }
        let page = ok(manager.get(&list_path(&more))?)?.json()?;
        let next = page.get("next").and_then(serde_json::Value::as_str);
        let Some(next) = next else { break };
        next.clone_into(&mut after);
    }
    Ok(list_path(&[("after", &after)]))
}

fn ok(answer: Answer) -> anyhow::Result<Answer> {
    let good = (200..300).contains(&answer.status);
    anyhow::ensure!(good, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    Ok(answer)
}

struct Run<'r> {
    server: &'r Server,
    sessions: &'r Sessions,
    accounts: u64,
    time: Duration,
}

impl Run<'_> {
    fn driven(
        &self,
        connections: usize,
        session: &Client,
        worker: impl Fn(usize, Client) -> anyhow::Result<Worker<'static>>,
    ) -> anyhow::Result<Measured> {
        let mut workers = Vec::with_capacity(connections);
        for place in 0..connections {
            let mut client = self.server.connect()?;
            client.share(session);
            workers.push(worker(place, client)?);
        }
        drive(workers, self.time, &|| self.server.cpu())
    }

    fn get(&self, connections: usize) -> anyhow::Result<Measured> {
        let accounts = self.accounts;
        self.driven(connections, self.sessions.manager()?, |place, mut client| {
            let mut numbers = below_manager(accounts, 100 + place as u64);
            Ok(Box::new(move || {
                let id = account_id(numbers.next().unwrap_or(0), accounts);
                ok(client.get(&format!("/api/v1/records/account/{id}"))?).map(drop)
            }))
        })
    }

    fn pages(&self, connections: usize, session: &Client, path: &str) -> anyhow::Result<Measured> {
        self.driven(connections, session, |_, mut client| {
            let path = path.to_owned();
            Ok(Box::new(move || ok(client.get(&path)?).map(drop)))
        })
    }

    /// Each request by another of these people.
    fn pages_in_turn(
        &self,
        connections: usize,
        people: &Arc<[Client]>,
        path: &str,
    ) -> anyhow::Result<Measured> {
        let first = people.first().context("nobody")?;
        self.driven(connections, first, |place, mut client| {
            let (people, path, mut turn) = (Arc::clone(people), path.to_owned(), turns(people.len(), place));
            Ok(Box::new(move || {
                client.share(people.get(turn()).context("nobody")?);
                ok(client.get(&path)?).map(drop)
            }))
        })
    }

    fn search(&self, connections: usize) -> anyhow::Result<Measured> {
        self.driven(connections, self.sessions.manager()?, |place, mut client| {
            let mut seed = mix(place as u64, 300);
            Ok(Box::new(move || {
                seed = seed.wrapping_add(1);
                let path = query(&[("q", &search_word(seed)), ("objects", "account"), ("limit", "20")]);
                ok(client.get(&format!("/api/v1/search?{path}"))?).map(drop)
            }))
        })
    }

    fn create(&self, connections: usize) -> anyhow::Result<Measured> {
        // Who sees phone numbers only masked may not write them.
        self.driven(connections, &self.sessions.newcomer, |place, mut client| {
            let mut seed = mix(place as u64, 400);
            Ok(Box::new(move || {
                seed = seed.wrapping_add(1);
                let body = serde_json::json!({
                    "name": crate::words::company(seed), "type": "prospect", "industry": "software", "level": "b",
                    "phone": format!("+8613{:09}", seed % 1_000_000_000), "email": format!("new{seed}@example.com"),
                });
                let body = body.to_string();
                ok(client.send("POST", "/api/v1/records/account", "", body.as_bytes())?).map(drop)
            }))
        })
    }

    fn update(&self, connections: usize) -> anyhow::Result<Measured> {
        // Before the connections are made: an idle one would be closed while another's versions are read.
        let mut reader = self.server.connect()?;
        reader.share(self.sessions.manager()?);
        let mut prepared = Vec::with_capacity(connections);
        for place in 0..connections {
            let mut records = Vec::with_capacity(CHANGED);
            for number in below_manager(self.accounts, 500 + place as u64).take(CHANGED) {
                let path = format!("/api/v1/records/account/{}", account_id(number, self.accounts));
                let version = version_of(&ok(reader.get(&path)?)?)?;
                records.push((path, version));
            }
            prepared.push(records);
        }
        self.driven(connections, self.sessions.manager()?, |place, mut client| {
            let mut records = prepared.get(place).cloned().unwrap_or_default();
            let mut turn = 0;
            Ok(Box::new(move || {
                turn = (turn + 1) % records.len();
                let (path, version) = records.get_mut(turn).context("no record")?;
                let body = format!("{{\"level\":\"{}\"}}", level(*version));
                let answer =
                    client.send("PATCH", path, &format!("If-Match: \"{version}\"\r\n"), body.as_bytes())?;
                // Two workers may have drawn the same record.
                *version = match answer.status {
                    412 => version_of(&ok(client.get(path)?)?)?,
                    _ => version_of(&ok(answer)?)?,
                };
                Ok(())
            }))
        })
    }

    fn sign_in(&self, connections: usize) -> anyhow::Result<Measured> {
        self.driven(connections, self.sessions.manager()?, |place, mut client| {
            let email = owner_email(place + 10);
            Ok(Box::new(move || client.sign_in(&email, PASSWORD)))
        })
    }
}

fn version_of(answer: &Answer) -> anyhow::Result<i64> {
    let tag = answer.header("etag").context("no version")?;
    Ok(tag.trim_matches('"').parse()?)
}

/// The id of a manager and of the owners below, from the database.
#[derive(Clone)]
pub(crate) struct Scope {
    pub(crate) manager: UserId,
    pub(crate) owners: Vec<UserId>,
}
