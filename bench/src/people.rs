//! The company's people: 200 representatives in 20 teams under 10 regional managers, for all of whom phone numbers are
//! masked, one who may write them, and somebody who sees everything.

use std::sync::Arc;

use anyhow::Context as _;
use bench::data::{account, root_key};
use identity::Setup;
use model::{SystemClock, TeamId, UserId};
use server::{House, HouseOptions, Storage};
use store::system::roles::{RoleRow, role_create, role_find};
use store::system::teams::{TeamRow, team_create};
use store::system::users::{UserRow, user_create, user_roles_set};
use store::{Database, EmbeddedOptions};
use vault::{OsEntropy, PasswordCost, PasswordHasher};

use crate::words::person;

/// Everybody's password here.
pub(crate) const PASSWORD: &str = "bench only: nobody's real password";
/// A regional manager: 20 owners below, phones masked, e-mail in clear.
pub(crate) const MANAGER: &str = "manager@bench.example";
/// A representative of the shipped role, who sees phone numbers and may write them.
pub(crate) const NEWCOMER: &str = "newcomer@bench.example";
/// Sees all.
pub(crate) const ADMINISTRATOR: &str = "admin@bench.example";

const MANAGERS_ROLE: &str = "bench_manager";
const OWNERS_ROLE: &str = "bench_representative";

const TEAMS: usize = 20;
/// How many people own records.
pub(crate) const OWNERS: usize = 200;
/// How many regions there are, each under a manager.
pub(crate) const REGIONS: usize = 10;

/// The owners and teams by place.
pub(crate) struct Owners {
    users: Vec<UserId>,
    teams: Vec<TeamId>,
}

impl Owners {
    pub(crate) fn user(&self, place: usize) -> Option<UserId> {
        self.users.get(place).copied()
    }

    pub(crate) fn team(&self, place: usize) -> Option<TeamId> {
        self.teams.get(place).copied()
    }
}

/// The team of the owner of that place.
pub(crate) fn team_of(owner: usize) -> usize {
    owner / (OWNERS / TEAMS)
}

/// The region of the owner of that place.
pub(crate) fn region_of(owner: usize) -> usize {
    team_of(owner) / (TEAMS / REGIONS)
}

/// Whether the owner of that place is below the manager of [`MANAGER`].
pub(crate) fn is_below_manager(owner: usize) -> bool {
    region_of(owner) == 0
}

/// The address that the manager of that region signs in with.
pub(crate) fn manager_email(region: usize) -> String {
    if region == 0 { MANAGER.into() } else { format!("manager{region}@bench.example") }
}

/// The address that the owner of that place signs in with.
pub(crate) fn owner_email(owner: usize) -> String {
    format!("owner{owner}@bench.example")
}

/// The database of a data directory, opened as the server opens it.
pub(crate) fn database(data: &std::path::Path) -> anyhow::Result<Database> {
    let options = EmbeddedOptions::new(data.join("kedun.db"), root_key(data)?.database_key());
    Database::open_embedded(&options).context("the data can't be opened")
}

/// The house of a data directory: its tables, keys and shipped roles.
pub(crate) async fn house(data: &std::path::Path) -> anyhow::Result<House> {
    let root = root_key(data)?;
    let options = HouseOptions {
        storage: Storage::Embedded(EmbeddedOptions::new(data.join("kedun.db"), root.database_key())),
        root,
        node: "main".into(),
        audit_mode: audit::Mode::Buffered,
        witness: Some(data.to_owned()),
        file_limits: server::FileLimits::default(),
        base_url: "https://crm.example:8443".into(),
        breached: None,
        places: Arc::new(identity::NoPlaces),
        post: std::sync::Arc::new(identity::NoPost),
        fetch: std::sync::Arc::new(identity::NoFetch),
        password_cost: PasswordCost::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(OsEntropy),
    };
    Ok(House::open(options).await?)
}

/// Puts the people into a fresh house.
pub(crate) async fn settle(house: &House) -> anyhow::Result<Owners> {
    let setup = Setup {
        company: "Bench".into(),
        name: "Administrator".into(),
        email: ADMINISTRATOR.into(),
        password: PASSWORD.into(),
        language: "en".into(),
    };
    house.identity.init_administrator(setup).await.map_err(|problem| anyhow::anyhow!("{}", problem.code))?;
    let hasher = PasswordHasher::new(house.vault.pepper(), PasswordCost::default(), Arc::new(OsEntropy))?;
    let hash = hasher.hash(PASSWORD).await?;
    let owners = house.db.write(move |writer| people(writer, &hash)).await?;
    Ok(owners)
}

fn people(writer: &mut store::Writer<'_>, hash: &str) -> Result<Owners, store::Error> {
    for (shipped, key) in [("sales_manager", MANAGERS_ROLE), ("sales_rep", OWNERS_ROLE)] {
        let body = role_find(writer, shipped)?.map(|role| role.body).unwrap_or_default();
        role_create(writer, &masked(&body, key))?;
    }
    let mut owners = Owners { users: Vec::new(), teams: Vec::new() };
    let fresh_team = || TeamId::fresh(&SystemClock, &OsEntropy);
    for region in 0..REGIONS {
        let id = fresh_team();
        let top =
            TeamRow { id, name: format!("Region {region}"), parent_id: None, manager_id: None, version: 1 };
        team_create(writer, &top)?;
        for team in 0..TEAMS / REGIONS {
            let id = fresh_team();
            let name = format!("Team {region}-{team}");
            team_create(
                writer,
                &TeamRow { id, name, parent_id: Some(top.id), manager_id: None, version: 1 },
            )?;
            owners.teams.push(id);
        }
        let manager = user(&manager_email(region), Some(top.id), hash, 1_000 + region as u64);
        user_create(writer, &manager)?;
        user_roles_set(writer, manager.id, &[MANAGERS_ROLE.to_owned()])?;
        writer
            .execute("UPDATE team SET manager_id = ?1 WHERE id = ?2", &[manager.id.into(), top.id.into()])?;
    }
    for owner in 0..OWNERS {
        let row = user(&owner_email(owner), owners.team(team_of(owner)), hash, owner as u64);
        user_create(writer, &row)?;
        user_roles_set(writer, row.id, &[OWNERS_ROLE.to_owned()])?;
        owners.users.push(row.id);
    }
    let newcomer = user(NEWCOMER, None, hash, 2_000);
    user_create(writer, &newcomer)?;
    user_roles_set(writer, newcomer.id, &["sales_rep".to_owned()])?;
    Ok(owners)
}

fn user(email: &str, team_id: Option<TeamId>, hash: &str, seed: u64) -> UserRow {
    UserRow { team_id, ..account(email, person(seed), hash) }
}

/// A shipped role under another key, with account phones masked.
fn masked(body: &str, key: &str) -> RoleRow {
    let mut role: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let mut grant = role.get("default").cloned().unwrap_or_default();
    if let Some(fields) = grant.get_mut("fields").and_then(serde_json::Value::as_object_mut) {
        fields.insert("phone".into(), "masked".into());
    }
    if let Some(whole) = role.as_object_mut() {
        whole.insert("key".into(), key.into());
        whole.insert("shipped".into(), false.into());
        if let Some(objects) = whole.get_mut("objects").and_then(serde_json::Value::as_object_mut) {
            objects.insert("account".into(), grant);
        }
    }
    RoleRow { key: key.into(), body: role.to_string(), shipped: false, version: 1 }
}
