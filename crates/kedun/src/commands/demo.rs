//! `kedun demo`: a fresh data directory, filled with a lively bilingual demo company.

use access::RoleKey;
use anyhow::Context as _;
use clap::Args;
use identity::{Setup, UserState};
use model::{Entropy, UserId};
use serde_json::json;
use server::House;
use vault::OsEntropy;
use zeroize::Zeroizing;

use super::init::password_from_stdin;
use super::{Outcome, progress, say, say_json, told};
use crate::config::{Config, DataArgs};
use crate::demo;
use crate::opening::{Missing, open};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArgs,
    /// The administrator's e-mail address, when there is no administrator yet.
    #[arg(long, value_name = "E-MAIL", default_value = demo::ADMINISTRATOR)]
    admin_email: String,
    /// Read the administrator's password from standard input (its first line) instead of making one up.
    #[arg(long)]
    admin_password_stdin: bool,
    /// Another company: the same number on the same day gives the same one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, None)?;
    let given = if arguments.admin_password_stdin { Some(password_from_stdin()?) } else { None };
    let house = open(&config, Missing::Make).await?;
    let done = fill(&house, &arguments, given).await;
    house.close().await;
    let done = done?;
    if arguments.json {
        done.print_json()?;
    } else {
        done.print(&config);
    }
    Ok(Outcome::Done)
}

/// What the person at the terminal must know now, or never.
struct Done {
    filled: demo::Filled,
    administrator: Option<(String, Option<Zeroizing<String>>)>,
    password: Zeroizing<String>,
}

async fn fill(
    house: &House,
    arguments: &Arguments,
    given: Option<Zeroizing<String>>,
) -> anyhow::Result<Done> {
    if let Some(object) = demo::occupied(house).await? {
        anyhow::bail!(
            "there is data already ({object}); the demo wants a data directory of its own: --data DIR"
        );
    }
    let made = given.is_none().then(fresh_password);
    let administrator = if house.identity.setup_needed().await.map_err(|problem| refused(&problem))? {
        let password =
            given.or_else(|| made.clone()).context("there is no password for the administrator")?;
        set_up(house, &arguments.admin_email, &password).await?;
        Some((arguments.admin_email.clone(), made))
    } else {
        None
    };
    let password = fresh_password();
    let filled = demo::fill(house, found_administrator(house)?, &password, arguments.seed).await?;
    Ok(Done { filled, administrator, password })
}

async fn set_up(house: &House, email: &str, password: &str) -> anyhow::Result<()> {
    let setup = Setup {
        company: demo::COMPANY.into(),
        name: "管理员 Admin".into(),
        email: email.into(),
        password: password.into(),
        language: "zh".into(),
    };
    house.identity.init_administrator(setup).await.map_err(|problem| refused(&problem))?;
    progress(format!("管理员 Administrator: {email}"));
    Ok(())
}

/// Whoever can make people and objects: an active administrator.
fn found_administrator(house: &House) -> anyhow::Result<UserId> {
    let directory = house.identity.directory();
    let administrates = |role: &RoleKey| role.as_str() == "administrator";
    let found = directory.users().find(|user| {
        let active =
            house.identity.profile(user.id).is_some_and(|profile| profile.state == UserState::Active);
        active && user.roles.iter().any(administrates)
    });
    Ok(found.context("there is no active administrator")?.id)
}

fn refused(problem: &model::Problem) -> anyhow::Error {
    anyhow::anyhow!("{}", told(problem))
}

/// Five groups of four letters and digits that can't be mistaken for one another: 98 bits.
fn fresh_password() -> Zeroizing<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz3456789";
    let mut chance = Zeroizing::new([0_u8; 20]);
    OsEntropy.fill(&mut *chance);
    let groups = chance.chunks(4).map(|group| {
        group
            .iter()
            .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
            .map(|c| char::from(*c))
            .collect::<String>()
    });
    Zeroizing::new(groups.collect::<Vec<_>>().join("-"))
}

impl Done {
    fn print(&self, config: &Config) {
        let total: usize = self.filled.counts.iter().map(|(_, count)| count).sum();
        say(format!(
            "{} 已就绪 is ready: {total} 条记录 records in {}.",
            demo::COMPANY,
            config.data.display()
        ));
        say("");
        if let Some((email, password)) = &self.administrator {
            let password = password.as_deref().map_or("(as given)", |password| password.as_str());
            say(format!("管理员 Administrator  {email}  {password}"));
        }
        say(format!("所有演示用户的密码 Password of all demo users (shown this once): {}", &*self.password));
        for (email, name, role) in &self.filled.people {
            say(format!("  {email:<38} {role:<17} {name}"));
        }
        say("");
        say(format!("启动 Start it with: kedun serve --data {}", config.data.display()));
    }

    fn print_json(&self) -> anyhow::Result<()> {
        let counts: serde_json::Map<_, _> =
            self.filled.counts.iter().map(|(object, count)| (object.clone(), json!(count))).collect();
        let administrator = self
            .administrator
            .as_ref()
            .map(|(email, password)| json!({"email": email, "password": password.as_deref()}));
        let people: Vec<_> = self
            .filled
            .people
            .iter()
            .map(|(email, name, role)| json!({"email": email, "name": name, "role": role}))
            .collect();
        say_json(&json!({
            "company": demo::COMPANY, "counts": counts, "views": self.filled.views,
            "administrator": administrator, "password": &*self.password, "people": people,
        }))
    }
}
