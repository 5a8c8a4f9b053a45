//! A small web service over the library: `POST /assess`, `/explain` and `/check`
//! with a scheme and its tables of counts, answers in JSON.
//!
//! ```sh
//! cargo run --release --example service
//! curl -F scheme=@scheme.toml -F demand=@demand.csv http://127.0.0.1:8080/assess
//! ```
//!
//! It asks nobody who they are, encrypts nothing and remembers nothing: put it
//! behind the proxy, the sign-on and the log that you have. Clients that send
//! slowly hold their places until their time is over, so that a few can keep all
//! others waiting: let the proxy read requests whole before it passes them on.
//!
//! Here: its arguments, its sockets, and how it stops. One connection is in
//! `connection`, what is answered in `answers`.

mod answers;
mod connection;

use std::fmt::Display;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const USAGE: &str = "\
Usage: service [ADDRESS] [--bytes N] [--seconds N] [--requests N]

  ADDRESS       where to listen; port 0 takes a free one [127.0.0.1:8080]
  --bytes N     the largest request [10485760]
  --seconds N   the longest that a request may take to arrive and be worked on [10]
  --requests N  how many are worked on at once; each may hold its bytes [64]
";

/// How long the last answers may take to go out once the time of every request
/// is over.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Where to listen, and what a client may ask for.
struct Arguments {
    address: SocketAddr,
    limits: Limits,
}

/// How much one client may take of what all share.
#[derive(Debug, Clone, Copy)]
struct Limits {
    bytes: usize,
    seconds: NonZeroU16,
    requests: NonZeroU16,
}

impl Limits {
    fn time(self) -> Duration {
        Duration::from_secs(u64::from(self.seconds.get()))
    }
}

impl Arguments {
    /// `None` where help is asked for.
    fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut arguments = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)),
            limits: Limits {
                bytes: 10 * 1024 * 1024,
                seconds: NonZeroU16::MIN.saturating_add(9),
                requests: NonZeroU16::MIN.saturating_add(63),
            },
        };
        while let Some(word) = words.next() {
            if matches!(word.as_str(), "-h" | "--help") {
                return Ok(None);
            }
            let limits = &mut arguments.limits;
            match word.as_str() {
                "--bytes" => limits.bytes = value(&word, words.next())?,
                "--seconds" => limits.seconds = value(&word, words.next())?,
                "--requests" => limits.requests = value(&word, words.next())?,
                _ => arguments.address = value("ADDRESS", Some(word))?,
            }
        }
        Ok(Some(arguments))
    }
}

fn value<T: FromStr<Err: Display>>(of: &str, word: Option<String>) -> Result<T, String> {
    let word = word.ok_or_else(|| format!("{of} needs a value"))?;
    word.parse()
        .map_err(|error| format!("{of} cannot be \"{word}\": {error}"))
}

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => return ended_with(&format!("error: {wrong}\n\n{USAGE}"), 2),
    };
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .and_then(|runtime| {
            let served = runtime.block_on(serve(&arguments));
            // Dropping the runtime would wait for work that has outlived its
            // request, however long it takes.
            runtime.shutdown_background();
            served
        });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let address = arguments.address;
            ended_with(&format!("error: cannot serve at {address}: {error}\n"), 1)
        }
    }
}

/// Says why to standard error; where nobody listens, the status says it.
fn ended_with(why: &str, status: u8) -> ExitCode {
    let _ = io::stderr().write_all(why.as_bytes());
    ExitCode::from(status)
}

/// Answers until it is told to stop, then answers the requests that are in work.
async fn serve(arguments: &Arguments) -> io::Result<()> {
    // Signals are listened to before anybody can know that the service runs.
    let mut stop = std::pin::pin!(told_to_stop()?);
    let listener = TcpListener::bind(arguments.address).await?;
    let mut output = io::stdout();
    // A program that started this one and closed its output wants no such line.
    let _ = writeln!(output, "listening on http://{}", listener.local_addr()?);
    let _ = output.flush();

    let limits = arguments.limits;
    let answers = answers::answers(limits);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection::serve(stream, answers.clone(), limits.time()));
                }
                // The client has gone again, or there are too many open files:
                // neither ends the service, and the second needs a rest.
                Err(_) => sleep(Duration::from_millis(50)).await,
            },
            // Connections that have ended are forgotten as they end.
            Some(_) = connections.join_next() => {}
        }
    }
    // From here on new connections are refused. Those that are open end by
    // themselves when the time of their request is over; what is left then is a
    // client that does not take its answer.
    drop(listener);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(limits.time().saturating_add(LAST_ANSWERS), all_ended).await;
    Ok(())
}

/// Ends at Ctrl-C, or where it exists SIGTERM, with which service managers stop.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
