//! `kedun serve`: the server.

use anyhow::Context as _;
use clap::Args;
use server::{App, Settings, TlsFiles};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{Outcome, say};
use crate::config::{Config, DataArgs, ListenArgs};
use crate::opening::{Missing, fresh, open};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    listen: ListenArgs,
    /// Log as one JSON object a line.
    #[arg(long)]
    log_json: bool,
}

impl Arguments {
    /// Whether the log is for programs.
    pub(crate) fn json_log(&self) -> bool {
        self.log_json
    }
}

/// Serves until it is told to stop (SIGINT, SIGTERM).
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let config = Config::load(&arguments.data, Some(&arguments.listen))?;
    if fresh(&config) {
        tracing::info!(data = %config.data.display(), "first start: making the data directory");
    }
    let house = open(&config, Missing::Make).await?;
    let trusted = config.trusted_proxies.iter().map(|net| net.parse()).collect::<Result<_, _>>();
    let settings = Settings {
        base_url: config.base_url(),
        trusted_proxies: trusted
            .context("trusted_proxies holds something that is no network such as 10.0.0.0/8")?,
    };
    let tls = tls(&config)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("can't listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let base = config.public_url.clone().unwrap_or_else(|| format!("https://{address}"));
    say(format!("Kedun 客盾 {} — {base}", env!("CARGO_PKG_VERSION")));
    if let Some(path) = house.identity.setup_link().await? {
        say(format!("Set up with this one-time link 用此一次性链接完成设置:\n{base}{}", &*path));
    }
    let stop = CancellationToken::new();
    let router = server::router(&App::new(&house, settings));
    let (served, ()) =
        tokio::join!(server::serve(listener, Some(tls), router, stop.clone()), told_to_stop(stop));
    house.close().await;
    served?;
    Ok(Outcome::Done)
}

async fn told_to_stop(stop: CancellationToken) {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = stop.cancelled() => {}
    }
    tracing::info!("stopping");
    stop.cancel();
}

fn tls(config: &Config) -> anyhow::Result<std::sync::Arc<rustls::ServerConfig>> {
    let files = if let Some((certificate, key)) = &config.tls {
        TlsFiles { certificate: certificate.clone(), key: key.clone() }
    } else {
        let mut names = vec!["localhost".to_owned(), "127.0.0.1".into(), "::1".into()];
        let listening = config.listen.ip();
        if !listening.is_unspecified() && !listening.is_loopback() {
            names.push(listening.to_string());
        }
        server::own_certificate(&config.data, &names)?
    };
    Ok(server::server_config(&files, config.tls12)?)
}
