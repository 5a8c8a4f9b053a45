//! The example service as its clients meet it: the program is started, asked over
//! the loopback, and stopped. What it should answer is asked of the library.

mod answers;
#[path = "../built/mod.rs"]
mod built;
mod client;
mod limits;
mod refusals;
#[cfg(unix)]
mod stopping;

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// How long a test waits for what must come before it gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service that listens on a port of its own, until it is dropped.
struct Service {
    program: Child,
    address: SocketAddr,
}

impl Service {
    fn start(arguments: &[&str]) -> Self {
        let mut program = Command::new(built::example("service"))
            .arg("127.0.0.1:0")
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let output = program.stdout.take().expect("standard output");
        let mut first_line = String::new();
        BufReader::new(output)
            .read_line(&mut first_line)
            .expect("a first line");
        let address = first_line
            .trim_end()
            .strip_prefix("listening on http://")
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("no address in {first_line:?}"));
        Self { program, address }
    }

    /// How the service has ended, once it has.
    #[cfg(unix)]
    fn ended(&mut self) -> ExitStatus {
        ended(&mut self.program)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Whichever of the two fails, the program has ended already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn ended(program: &mut Child) -> ExitStatus {
    let pause = Duration::from_millis(10);
    for _ in 0..PATIENCE.as_millis() / pause.as_millis() {
        if let Some(status) = program.try_wait().expect("the program can be asked") {
            return status;
        }
        sleep(pause);
    }
    let _ = program.kill();
    panic!("the program did not end");
}

fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let mut program = Command::new(built::example("service"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the service starts");
    let status = ended(&mut program);
    let errors = program.stderr.take().expect("standard error");
    (
        status.code(),
        std::io::read_to_string(errors).expect("text"),
    )
}

#[test]
fn a_wrong_argument_is_refused_with_the_usage() {
    let wrong: [&[&str]; 6] = [
        &["nowhere"],
        &["--seconds", "0"],
        &["--seconds"],
        &["--requests", "65536"],
        &["--bytes", "-1"],
        &["--unknown"],
    ];
    for arguments in wrong {
        let (status, errors) = refused(arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains("Usage: service"), "{errors}");
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (status, errors) = refused(&[&address]);
    assert_eq!(status, Some(1));
    assert!(errors.contains(&address), "{errors}");
}
