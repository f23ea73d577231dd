//! The server as a child process: started, watched from outside, told to stop.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::client::{Client, Trust};

/// A running server.
pub struct Server {
    child: Child,
    address: SocketAddr,
    trust: Option<Trust>,
    /// From its start to its first answer that it is ready.
    pub ready_after: Duration,
}

const PATIENCE: Duration = Duration::from_mins(1);

impl Server {
    /// Starts it on a free port and waits until it is ready.
    ///
    /// # Errors
    /// When it can't be started, ends, or is not ready within a minute.
    pub fn start(program: &Path, data: &Path) -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let began = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .args(["--data".as_ref(), data.as_os_str()])
            .args(["--listen".to_owned(), address.to_string()])
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("{} can't be started", program.display()))?;
        let mut this = Self { child, address, trust: None, ready_after: Duration::ZERO };
        while began.elapsed() < PATIENCE {
            if let Some(status) = this.child.try_wait()? {
                anyhow::bail!("the server ended at once: {status}");
            }
            if TcpStream::connect(address).is_ok() {
                this.trust = Some(Trust::of(&data.join("tls.crt"))?);
                let mut client = this.connect()?;
                if client.get("/readyz")?.status == 200 {
                    this.ready_after = began.elapsed();
                    return Ok(this);
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        anyhow::bail!("the server was not ready in time")
    }

    /// A connection of its own.
    ///
    /// # Errors
    /// When the server is not there.
    pub fn connect(&self) -> anyhow::Result<Client> {
        Client::connect(self.address, self.trust()?)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate it shows.
    ///
    /// # Errors
    /// Before it listens.
    pub fn trust(&self) -> anyhow::Result<&Trust> {
        self.trust.as_ref().context("the server is not there yet")
    }

    /// The processor time it used so far.
    pub fn cpu(&self) -> Duration {
        cpu_of(&self.child.id().to_string())
    }

    /// Its resident memory, bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: Option<u64> =
            line.and_then(|rest| rest.split_whitespace().next()).and_then(|text| text.parse().ok());
        kib.unwrap_or(0) * 1024
    }

    /// Asks it to stop and waits.
    ///
    /// # Errors
    /// When it goes on for a minute.
    pub fn stop(mut self) -> anyhow::Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        anyhow::bail!("the server did not stop")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

/// Ticks a second of the times in `/proc/<pid>/stat` (`USER_HZ`, proc(5)).
const TICKS: f64 = 100.0;

/// The processor time of a process, with that of its threads that have ended.
pub fn cpu_of(process: &str) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name, in brackets, may hold spaces. After it, `utime` and `stime` are the 12th and 13th.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    Duration::from_secs_f64(ticks.sum::<f64>() / TICKS)
}
