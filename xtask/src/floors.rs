//! The house: which room may use which. A second door to the data cannot even be imported.
//!
//! Only normal dependencies count: a room's tests may use any other.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// One crate of `crates/`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) name: &'static str,
    /// A room uses only rooms of lower floors…
    pub(crate) floor: u8,
    /// …and of those only these.
    pub(crate) may_use: &'static [&'static str],
    pub(crate) lives_there: &'static str,
    pub(crate) never_there: &'static str,
}

/// Every room, lowest floor first.
pub(crate) const ROOMS: &[Room] = &[
    Room {
        name: "model",
        floor: 0,
        may_use: &[],
        lives_there: "plain words everyone shares: ids, values, money, time, locale text, problems, and the predicate tree",
        never_there: "I/O, async",
    },
    Room {
        name: "metadata",
        floor: 1,
        may_use: &["model"],
        lives_there: "objects, fields, field types, layouts, pipelines: shipped and the customer's own; schema plans as values",
        never_there: "SQL",
    },
    Room {
        name: "store",
        floor: 1,
        may_use: &["model"],
        lives_there: "the database: SQLCipher or PostgreSQL behind one face; transactions, group commit, migrations, system tables",
        never_there: "business words",
    },
    Room {
        name: "vault",
        floor: 1,
        may_use: &["model"],
        lives_there: "keys, field sealing, blind indexes, password hashing, signatures",
        never_there: "the database",
    },
    Room {
        name: "sheets",
        floor: 1,
        may_use: &["model"],
        lives_there: "tabular files: CSV and XLSX in and out, encodings, type detection, header and value matching",
        never_there: "objects, the database",
    },
    Room {
        name: "passwords",
        floor: 1,
        may_use: &["model"],
        lives_there: "which passwords are accepted: policies as data, blocklist, breached hashes, strength, the clauses they answer to",
        never_there: "the database, hashing of stored passwords, who anybody is",
    },
    Room {
        name: "egress",
        floor: 1,
        may_use: &["model"],
        lives_there: "the one way out of the program: HTTP to hosts that may be asked, mail by SMTP, short messages by signed gateways",
        never_there: "the database, what a message says",
    },
    Room {
        name: "federation",
        floor: 1,
        may_use: &["model"],
        lives_there: "single sign-on as a relying party: OpenID Connect discovery, code flow, ID and logout tokens",
        never_there: "the database, sockets: its HTTP is handed in; who an account is",
    },
    Room {
        name: "tables",
        floor: 2,
        may_use: &["model", "metadata", "store"],
        lives_there: "SQL of the object tables, built from a plan; only `records` may use it",
        never_there: "knowing who asks",
    },
    Room {
        name: "access",
        floor: 2,
        may_use: &["model", "metadata"],
        lives_there: "roles, scopes, masks; `decide` gives a Permit {rows, fields, why}; explain",
        never_there: "I/O",
    },
    Room {
        name: "audit",
        floor: 2,
        may_use: &["model", "store", "vault"],
        lives_there: "the append-only, hash-chained log, its checkpoints, its search and its verifier",
        never_there: "deletes",
    },
    Room {
        name: "identity",
        floor: 3,
        may_use: &["model", "metadata", "store", "vault", "passwords", "federation", "access", "audit"],
        lives_there: "users, teams, passwords, second factors, passkeys, single sign-on, sessions, devices, API tokens, leavers",
        never_there: "record rules",
    },
    Room {
        name: "records",
        floor: 3,
        may_use: &["model", "metadata", "store", "vault", "sheets", "tables", "access", "audit"],
        lives_there: "THE one path for business data: read and write pipelines; bulk, import, export and restore loop over them",
        never_there: "HTTP types, SQL text",
    },
    Room {
        name: "server",
        floor: 6,
        may_use: &[
            "model",
            "metadata",
            "store",
            "vault",
            "passwords",
            "sheets",
            "egress",
            "access",
            "audit",
            "identity",
            "records",
        ],
        lives_there: "HTTP: routes, wire types, OpenAPI, cookies, headers, limits, the embedded web app",
        never_there: "SQL, rules",
    },
    Room {
        name: "kedun",
        floor: 7,
        may_use: &[
            "model",
            "metadata",
            "store",
            "vault",
            "passwords",
            "sheets",
            "egress",
            "access",
            "audit",
            "identity",
            "records",
            "server",
        ],
        lives_there: "the program: command line, configuration, start and stop",
        never_there: "business rules",
    },
];

/// Programs for developers, which stand beside the house and never ship: the rooms they may use, and why.
pub(crate) const TOOLS: &[(&str, &[&str], &str)] = &[
    ("xtask", &["model"], "compares the table of words with what it should hold"),
    (
        "bench",
        &["model", "metadata", "store", "vault", "tables", "audit", "identity", "server"],
        "a million records are put in without the path that is then measured, and plain SQL is run beside it",
    ),
];

/// A package of the workspace as `cargo metadata` tells it.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest_path: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a package's dependencies.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    pub(crate) kind: Option<String>,
    pub(crate) rename: Option<String>,
}

#[derive(Deserialize)]
struct Workspace {
    packages: Vec<Package>,
}

/// Asks cargo for the workspace's own packages. Needs no network and no lock.
#[expect(clippy::disallowed_methods, reason = "a developer's tool, which asks cargo")]
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let output = std::process::Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("running cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let workspace: Workspace =
        serde_json::from_slice(&output.stdout).context("reading what cargo metadata says")?;
    Ok(workspace.packages)
}

/// Every arrow between rooms that the table does not allow, and every room it does not know.
pub(crate) fn breaches(packages: &[Package]) -> Vec<(String, String)> {
    let rooms: BTreeMap<&str, &Room> = ROOMS.iter().map(|room| (room.name, room)).collect();
    let mut found = Vec::new();
    for package in packages.iter().filter(|package| package.manifest_path.contains("/crates/")) {
        let Some(room) = rooms.get(package.name.as_str()) else {
            found.push((
                package.name.clone(),
                "a room without a floor: add it to xtask/src/floors.rs".to_owned(),
            ));
            continue;
        };
        let normal = package.dependencies.iter().filter(|dependency| dependency.kind.is_none());
        for used in normal.filter_map(|dependency| rooms.get(dependency.name.as_str())) {
            if !room.may_use.contains(&used.name) {
                found.push((room.name.to_owned(), format!("may not use `{}`", used.name)));
            }
        }
    }
    for package in packages.iter().filter(|package| !package.manifest_path.contains("/crates/")) {
        let allowed =
            TOOLS.iter().find(|(name, ..)| *name == package.name).map_or(&[][..], |(_, rooms, _)| *rooms);
        let normal = package.dependencies.iter().filter(|dependency| dependency.kind.is_none());
        let used = normal.filter_map(|dependency| rooms.get(dependency.name.as_str()));
        for used in used.filter(|used| !allowed.contains(&used.name)) {
            found.push((
                package.name.clone(),
                format!("may not use `{}`: see TOOLS in xtask/src/floors.rs", used.name),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, uses: &[&str]) -> Package {
        let dependencies = uses
            .iter()
            .map(|name| Dependency { name: (*name).to_owned(), kind: None, rename: None })
            .collect();
        Package { name: name.to_owned(), manifest_path: format!("/x/crates/{name}/Cargo.toml"), dependencies }
    }

    #[test]
    fn the_workspace_keeps_to_the_dependency_table() -> Result<()> {
        assert_eq!(breaches(&packages(&crate::tree::root())?), []);
        Ok(())
    }

    #[test]
    fn every_arrow_of_the_table_leads_down() {
        for room in ROOMS {
            for used in room.may_use {
                let below = ROOMS.iter().find(|other| other.name == *used).map(|other| other.floor);
                assert!(below.is_some_and(|floor| floor < room.floor), "{} -> {used}", room.name);
            }
        }
    }

    #[test]
    fn only_records_may_use_the_object_tables() {
        let users: Vec<_> =
            ROOMS.iter().filter(|room| room.may_use.contains(&"tables")).map(|room| room.name).collect();
        assert_eq!(users, ["records"]);
    }

    #[test]
    fn a_second_door_is_found() {
        let found = breaches(&[package("server", &["records", "tables"]), package("sales", &["records"])]);
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["server", "sales"]);
    }

    #[test]
    fn a_tool_uses_what_its_line_names() {
        let tool = |name: &str, uses: &[&str]| Package {
            manifest_path: "/x/Cargo.toml".to_owned(),
            ..package(name, uses)
        };
        assert_eq!(breaches(&[tool("bench", &["tables"])]), []);
        assert_eq!(breaches(&[tool("bench", &["records"]), tool("other", &["model"])]).len(), 2);
    }

    #[test]
    fn tests_may_use_any_room() {
        let mut tables = package("tables", &["access"]);
        tables.dependencies.iter_mut().for_each(|dependency| dependency.kind = Some("dev".to_owned()));
        assert_eq!(breaches(&[tables]), []);
    }
}
