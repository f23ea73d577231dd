//! `kedun serve`: the server.

use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use model::Clock;
use server::{App, Bounds, House, Settings, ShownCertificate, TlsFiles};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
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
    // Listened for from the beginning: whoever stops the program while it opens wants it closed, not killed.
    let signals = Signals::listen()?;
    let house = open(&config, Missing::Make).await?;
    let served = serve(&config, &house, signals).await;
    house.close().await;
    served?;
    Ok(Outcome::Done)
}

async fn serve(config: &Config, house: &House, signals: Signals) -> anyhow::Result<()> {
    let trusted = config.trusted_proxies.iter().map(|net| net.parse()).collect::<Result<_, _>>();
    let settings = Settings {
        base_url: config.base_url(),
        trusted_proxies: trusted
            .context("trusted_proxies holds something that is no network such as 10.0.0.0/8")?,
    };
    let files = tls_files(config, &*house.clock)?;
    let (tls, shown) = server::server_config(&files, config.tls12)?;
    let bounds = Bounds { proxies: settings.trusted_proxies.clone(), ..Bounds::default() };
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
    let router = server::router(&App::new(house, settings));
    let serving = server::serve(listener, Some(tls), router, bounds, stop.clone());
    let renewing = renew(config, &*house.clock, &shown, stop.clone());
    let (served, (), ()) = tokio::join!(serving, signals.stop(stop), renewing);
    Ok(served?)
}

/// What tells the program to stop: Ctrl-C, or the system's service manager.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate })
    }

    async fn stop(mut self, stop: CancellationToken) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            () = stop.cancelled() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    }
}

/// How often the certificate is looked at.
const DAY: Duration = Duration::from_hours(24);

/// Keeps the certificate fresh until the server stops: our own is made anew in time, and the operator's is read again,
/// so that whatever renews it need not restart the server.
async fn renew(config: &Config, clock: &dyn Clock, shown: &ShownCertificate, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(DAY) => {}
            () = stop.cancelled() => return,
        }
        let renewed = tls_files(config, clock).and_then(|files| Ok(shown.reload(&files)?));
        if let Err(error) = renewed {
            tracing::error!(
                error = format!("{error:#}"),
                "the certificate could not be renewed; the present one stays"
            );
        }
    }
}

/// The operator's certificate, or our own for this machine.
fn tls_files(config: &Config, clock: &dyn Clock) -> anyhow::Result<TlsFiles> {
    if let Some((certificate, key)) = &config.tls {
        return Ok(TlsFiles { certificate: certificate.clone(), key: key.clone() });
    }
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".into(), "::1".into()];
    let listening = config.listen.ip();
    if !listening.is_unspecified() && !listening.is_loopback() {
        names.push(listening.to_string());
    }
    Ok(server::own_certificate(&config.data, &names, clock.now())?)
}
