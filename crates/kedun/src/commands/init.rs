//! `kedun init`: a data directory with its first administrator, without a browser.

use std::io::{IsTerminal as _, Read as _};

use anyhow::Context as _;
use clap::Args;
use identity::Setup;
use model::Locale;
use zeroize::Zeroizing;

use super::{Outcome, say, say_json};
use crate::config::{Config, DataArgs};
use crate::opening::{Missing, open};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArgs,
    /// The e-mail address the administrator signs in with.
    #[arg(long, value_name = "E-MAIL")]
    admin_email: String,
    /// Read the administrator's password from standard input (its first line) instead of asking for it.
    #[arg(long)]
    admin_password_stdin: bool,
    /// The administrator's name.
    #[arg(long, default_value = "Administrator", value_name = "NAME")]
    admin_name: String,
    /// The company's name.
    #[arg(long, default_value = "Kedun", value_name = "NAME")]
    company: String,
    /// The administrator's language.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    language: String,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, None)?;
    let password = password(arguments.admin_password_stdin)?;
    let house = open(&config, Missing::Make).await?;
    let setup = Setup {
        company: arguments.company,
        name: arguments.admin_name,
        email: arguments.admin_email.clone(),
        password: password.to_string(),
        language: arguments.language,
    };
    let made = house.identity.init_administrator(setup).await;
    house.close().await;
    let id = match made {
        Ok(id) => id,
        Err(problem) => anyhow::bail!("{}", told(&problem)),
    };
    if arguments.json {
        say_json(
            &serde_json::json!({"administrator": id, "data": config.data, "key_file": config.key_file}),
        )?;
    } else {
        say(format!("Made {} with the administrator {}.", config.data.display(), arguments.admin_email));
        say(format!("The root key lies in {}: keep a copy in a safe place.", config.key_file.display()));
    }
    Ok(Outcome::Done)
}

/// A problem and its fields in one sentence each.
pub(crate) fn told(problem: &model::Problem) -> String {
    let fields =
        problem.fields.iter().map(|field| format!("{}: {}", field.field, field.sentence(Locale::En)));
    std::iter::once(problem.sentence(Locale::En)).chain(fields).collect::<Vec<_>>().join(" ")
}

fn password(from_stdin: bool) -> anyhow::Result<Zeroizing<String>> {
    if !from_stdin {
        anyhow::ensure!(
            std::io::stdin().is_terminal(),
            "no terminal to ask for a password: use --admin-password-stdin"
        );
        return Ok(Zeroizing::new(rpassword::prompt_password("Password (15 characters or more): ")?));
    }
    password_from_stdin()
}

/// The first line of standard input.
pub(super) fn password_from_stdin() -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().take(4096).read_to_string(&mut text).context("standard input can't be read")?;
    let line = text.lines().next().unwrap_or_default();
    Ok(Zeroizing::new(line.to_owned()))
}
